import type { Json } from '../contract/json.js';
import type { Table } from './table.js';

/**
 * One piece of due work: the only place where time is looked up. It is derived from the state of what it refers to and
 * written in the same commit, so it can neither be forgotten nor be left behind.
 */
export interface WorkRow {
  /** `<queue>:<ref>`, or another stable name: writing it again moves it. */
  key: string;
  /** Which handler takes it. */
  queue: string;
  app: string;
  portal: string;
  slot: number;
  /** ms since the epoch. */
  dueAtMs: number;
  /** A call is under way; `dueAtMs` is when it must have ended. A new owner finds leased rows at once. */
  leased: boolean;
  /** The gate that holds it, if any: opening the gate makes it due. */
  gate?: string;
  /** That gate is an operator's pause, closed since then, ms: the time until it is released is given back. */
  pausedSinceMs?: number;
  /** What it is about: a lane, a message, a publication. */
  ref: string;
  /** How far it has come, where it is done in slices. Only its handler knows how to read it. */
  cursor?: Json;
}

/** How `work` names a portal. */
export function portalKey(app: string, portal: string): string {
  return `${app}/${portal}`;
}

export const WORK: Table<WorkRow> = {
  name: 'work',
  key: (row) => row.key,
  columns: (row) => ({
    queue: row.queue,
    portal: portalKey(row.app, row.portal),
    slot: row.slot,
    due_at: row.dueAtMs,
    leased: row.leased ? 1 : 0,
    gate: row.gate ?? null,
    ref: row.ref,
  }),
};
