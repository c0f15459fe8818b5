import { DEAD_LETTERS } from './dead-letter.js';
import { letterTimerKey } from './letter-timer.js';
import type { Tx } from './tx.js';
import { WORK } from './work-row.js';

/** `erased`: for a person it may name · `expired`: its time is over. */
export type WhyEmptied = 'erased' | 'expired';

/** The content of a letter goes; that there was one, and why, stays. */
export function emptyLetter(tx: Tx, key: string, why: WhyEmptied): void {
  const letter = tx.get(DEAD_LETTERS, key);
  if (!letter?.rest) return;
  const { rest, ...kept } = letter;
  const { kind, body } = rest;
  tx.put(DEAD_LETTERS, { ...kept, kind, body });
  tx.remove(WORK, letterTimerKey(key));
  const { app, portal, channel, account } = letter;
  const where = {
    app,
    portal,
    ...(channel === undefined ? {} : { channel }),
    ...(account === undefined ? {} : { account }),
  };
  tx.journal({ type: 'dead-letter.emptied', atMs: tx.nowMs, ...where, data: { deadLetter: key, why } });
}
