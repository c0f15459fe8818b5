import type { DeadLetterRow } from './dead-letter.js';
import { slotOf } from './slot.js';
import { TIMER_QUEUE } from './work-handler.js';
import type { WorkRow } from './work-row.js';

const NAME = 'letter-content';

/** The kind of the event that comes when the content of a letter has been kept for long enough. */
export const LETTER_CONTENT_OLD = `due.${NAME}`;

export function letterTimerKey(letter: string): string {
  return `${NAME}:${letter}`;
}

export function letterTimer({ key, app, portal }: DeadLetterRow, dueAtMs: number): WorkRow {
  const slot = slotOf(app, portal);
  return { key: letterTimerKey(key), queue: TIMER_QUEUE, app, portal, slot, dueAtMs, leased: false, ref: key };
}
