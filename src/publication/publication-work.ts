import { LANES, type LaneRow, laneKey, leaveLane } from '../outbox/lane.js';
import { slotOf } from '../outbox/slot.js';
import type { Tx } from '../outbox/tx.js';
import { TIMER_QUEUE } from '../outbox/work-handler.js';
import { WORK, type WorkRow } from '../outbox/work-row.js';
import { PUBLICATIONS, type PublicationRow } from './publication-row.js';
import { settled, waitsUntilMs } from './readiness.js';

export const PUBLICATION_QUEUE = 'publication';
export const MEDIA_QUEUE = 'media';
/** The timer that ends the waiting of the head of a lane. */
export const PUBLICATION_WAIT = 'publication-wait';

/** Sets what is due for the head of an incoming lane: the end of its waiting, or the call. */
export function placeHead(tx: Tx, lane: LaneRow): void {
  const head = lane.items[0];
  if (!head) return;
  const row = tx.get(PUBLICATIONS, head.key);
  if (!row) {
    // Its row has gone before its turn came (retention): nobody can publish it any more.
    leaveIncoming(tx, lane.conversation, head.key);
  } else if (row.state === 'waiting') {
    const untilMs = waitsUntilMs(row);
    if (untilMs <= tx.nowMs) return tx.put(PUBLICATIONS, settled(row));
    tx.remove(WORK, publicationWorkKey(lane.key));
    putWork(tx, row, { key: waitKey(row.key), queue: TIMER_QUEUE, ref: row.key, dueAtMs: untilMs });
  } else if (row.state === 'ready') {
    const dueAtMs = Math.max(tx.nowMs, row.notBeforeMs ?? 0);
    putWork(tx, row, { key: publicationWorkKey(lane.key), queue: PUBLICATION_QUEUE, ref: row.key, dueAtMs });
  }
}

/** The lanes go on without it. */
export function leaveLanes(tx: Tx, row: PublicationRow): void {
  leaveIncoming(tx, row.conversation, row.key);
  if (row.direction === 'OUTGOING') leaveLane(tx, row.conversation, 'out', row.key);
}

/** There is nothing of it to be done any more. */
export function removeWork(tx: Tx, publication: string): void {
  tx.remove(WORK, waitKey(publication));
  tx.remove(WORK, mediaKey(publication));
}

/** The lane whose head this is, if it is one. */
export function laneHeadedBy(tx: Tx, row: PublicationRow): LaneRow | undefined {
  const lane = tx.get(LANES, laneKey(row.conversation, 'in'));
  return lane?.items[0]?.key === row.key ? lane : undefined;
}

/** Keeps the work of fetching its files in step. */
export function placeMedia(tx: Tx, row: PublicationRow, before: PublicationRow | undefined): void {
  const dueAtMs = mediaDueAtMs(row);
  const wasDueAtMs = before && mediaDueAtMs(before);
  if (dueAtMs === wasDueAtMs) return;
  if (dueAtMs === undefined) tx.remove(WORK, mediaKey(row.key));
  else
    putWork(tx, row, {
      key: mediaKey(row.key),
      queue: MEDIA_QUEUE,
      ref: row.key,
      dueAtMs: Math.max(dueAtMs, tx.nowMs),
    });
}

export function waitKey(publication: string): string {
  return `${PUBLICATION_WAIT}:${publication}`;
}

function leaveIncoming(tx: Tx, conversation: string, publication: string): void {
  const lane = leaveLane(tx, conversation, 'in', publication);
  if (lane?.items.length === 0) tx.remove(WORK, publicationWorkKey(lane.key));
}

function mediaDueAtMs({ files }: PublicationRow): number | undefined {
  const pending = files.filter((file) => file.state === 'pending');
  return pending.length === 0 ? undefined : Math.min(...pending.map((file) => file.notBeforeMs ?? 0));
}

export function publicationWorkKey(lane: string): string {
  return `publication:${lane}`;
}

function mediaKey(publication: string): string {
  return `media:${publication}`;
}

function putWork(
  tx: Tx,
  { app, portal }: PublicationRow,
  what: Pick<WorkRow, 'key' | 'queue' | 'ref' | 'dueAtMs'>,
): void {
  tx.put(WORK, { ...what, app, portal, slot: slotOf(app, portal), leased: false });
}
