import type { Tx } from '../../outbox/tx.js';
import { portalKey } from '../../outbox/work-row.js';
import { CHECKPOINTS } from '../receiving/checkpoint-row.js';

/** A thread whose messages are to be read. */
export interface SweptThread {
  id: string;
  /** When its latest outgoing message was made, ms. */
  sentMs: number;
  /** Where reading goes on in the middle of it. */
  after?: string;
  /** Pages read of it. */
  pages?: number;
  /** An earlier page holds a message that is too young: the thread is to be read again then, ms. */
  againAtMs?: number;
  /** It holds a message that is too young to be told from one whose webhook is on its way: not read again before this, ms. */
  notBeforeMs?: number;
}

/** What a sweep has done. */
export interface SweepCounts {
  calls: number;
  threads: number;
  accepted: number;
  reported: number;
}

/** Why a portal was not swept. */
export type SweepObstacle = 'scope' | 'refused' | 'unauthenticated';

/** How far the sweep of a portal has come: kept as a checkpoint, so that it goes on there after a kill. */
export interface SweepState {
  startedMs: number;
  /** Threads without an outgoing message since then are not read, nor are older messages, ms. */
  sinceMs: number;
  /** `undefined`: it has not ended. */
  endedMs?: number;
  /** All threads have been listed. */
  listed?: true;
  /** Where listing goes on. */
  listAfter?: string;
  /** Threads to be read, the newest first. */
  unread: SweptThread[];
  /** There were more threads than are kept at once: those with nothing newer than this come after these, ms. */
  leftOutMs?: number;
  /** Only threads with nothing newer than this are listed, ms. */
  belowMs?: number;
  counts: SweepCounts;
  /** HubSpot could not be asked so often in a row. */
  failures: number;
  obstacle?: SweepObstacle;
  /** What was in the way of the last one: said once. */
  lastObstacle?: SweepObstacle;
  /** It was made out of turn: an operator had asked for it, or webhooks may have been lost. */
  wanted?: true;
  /** Another one is wanted out of turn, since then, ms. */
  wantedMs?: number;
  /** No call is made before this, so that the share of the quota is kept, ms. */
  restUntilMs?: number;
  /** Transactions of the store were lost then: what is older may have been sent all the same, ms. */
  doubtUntilMs?: number;
}

export const NO_COUNTS: SweepCounts = { calls: 0, threads: 0, accepted: 0, reported: 0 };

export function sweepCheckpoint(app: string, portal: string): string {
  return `sweep|${portalKey(app, portal)}`;
}

export function parseSweep(value: string | undefined): SweepState | undefined {
  return value === undefined ? undefined : (JSON.parse(value) as SweepState);
}

export function sweepIn(tx: Tx, app: string, portal: string): SweepState | undefined {
  return parseSweep(tx.get(CHECKPOINTS, sweepCheckpoint(app, portal))?.value);
}

export function putSweep(tx: Tx, app: string, portal: string, state: SweepState): void {
  tx.put(CHECKPOINTS, { key: sweepCheckpoint(app, portal), value: JSON.stringify(state), atMs: tx.nowMs });
}
