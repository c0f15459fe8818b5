import type { WorkRow } from './work-row.js';

/**
 * Does the due work of one queue: reads the rows it needs as they are *now*, makes the call, and submits the outcome to the
 * fold. Never called for the same work key twice at once. Must not throw for anything that can happen; what it throws is
 * logged and the work is tried again later.
 */
export interface WorkHandler {
  readonly queue: string;
  /** At most this many at once … */
  readonly concurrency: number;
  /** … and of one portal. */
  readonly perPortal: number;
  /** Until when nothing of this portal (`app/portal`) can start, ms since the epoch; `undefined`: it can now. */
  heldUntil?(portal: string): number | undefined;
  /** May ask to be called again no sooner than `againAtMs`, where nothing was submitted (a pace to be kept). */
  run(work: WorkRow, signal: AbortSignal): Promise<{ againAtMs: number } | undefined>;
}

/** Identifier under which the container collects the handlers of all queues. */
export const WORK_HANDLERS = Symbol.for('channelwright.WorkHandlers');

/**
 * Work of this queue needs no call: when due, the fold receives an event `due.<name>` with the row as its body, where the
 * row's key is `<name>:<ref>`. The reducer must move or remove the row.
 */
export const TIMER_QUEUE = 'timer';
