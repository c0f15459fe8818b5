import { slotOf } from '../outbox/slot.js';
import type { Tx } from '../outbox/tx.js';
import { WORK } from '../outbox/work-row.js';
import { isDirty, STATUSES, type StatusRow } from './status-row.js';

/** FAILED goes before SENT and READ: an agent has to act on it. */
export const FAILED_QUEUE = 'status-failed';
export const STATUS_QUEUE = 'status';
export const READ_BACK_QUEUE = 'read-back';
/** What follows from a correction: there may be a million of them, and nobody else is to wait for that. */
export const LATER_QUEUE = 'status-later';

/** The one PATCH a message may have under way. */
export function statusWorkKey(message: string): string {
  return `status:${message}`;
}

export function readBackWorkKey(message: string): string {
  return `read-back:${message}`;
}

interface Due {
  queue: string;
  /** `undefined`: at once. */
  atMs: number | undefined;
}

/**
 * Writes a status row together with the work that follows from it: a PATCH while it is dirty, a read-back where one was asked
 * for.
 *
 * @param before the row as it was, so that work which is already right is not written again
 */
export function putStatus(tx: Tx, row: StatusRow, before: StatusRow | undefined): void {
  tx.put(STATUSES, row);
  place(tx, row, statusWorkKey(row.key), patchDue(row), before && patchDue(before));
  place(tx, row, readBackWorkKey(row.key), readBackDue(row), before && readBackDue(before));
}

function patchDue(row: StatusRow): Due | undefined {
  if (!isDirty(row)) return undefined;
  const queue = row.desired?.status === 'FAILED' ? FAILED_QUEUE : STATUS_QUEUE;
  return { queue: row.later ? LATER_QUEUE : queue, atMs: row.notBeforeMs };
}

function readBackDue(row: StatusRow): Due | undefined {
  return row.readBackAtMs === undefined ? undefined : { queue: READ_BACK_QUEUE, atMs: row.readBackAtMs };
}

function place(tx: Tx, row: StatusRow, key: string, due: Due | undefined, before: Due | undefined): void {
  if (due === undefined) {
    if (before !== undefined) tx.remove(WORK, key);
    return;
  }
  if (before && before.queue === due.queue && before.atMs === due.atMs) return;
  const { app, portal } = row;
  const dueAtMs = Math.max(tx.nowMs, due.atMs ?? 0);
  tx.put(WORK, { key, queue: due.queue, app, portal, slot: slotOf(app, portal), dueAtMs, leased: false, ref: row.key });
}
