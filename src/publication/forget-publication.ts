import { DEAD_LETTERS } from '../outbox/dead-letter.js';
import { laneKey } from '../outbox/lane.js';
import type { Tx } from '../outbox/tx.js';
import { WORK } from '../outbox/work-row.js';
import { CONTENTS } from '../status/content-row.js';
import { PUBLICATIONS } from './publication-row.js';
import { leaveLanes, publicationWorkKey, removeWork } from './publication-work.js';
import { refusalKey } from './refuse.js';

/** Nothing is left of it, whatever became of it. Its lanes are not looked at: to be called where they go as well. */
export function forgetPublication(tx: Tx, key: string): void {
  removeWork(tx, key);
  tx.remove(PUBLICATIONS, key);
  tx.remove(CONTENTS, key);
  tx.remove(DEAD_LETTERS, refusalKey(key));
}

/** The same where its lanes go on without it. */
export function withdrawPublication(tx: Tx, key: string): void {
  const row = tx.get(PUBLICATIONS, key);
  if (!row) return;
  leaveLanes(tx, row);
  forgetPublication(tx, key);
}

/** Nothing of a conversation is published any more. */
export function stopPublishing(tx: Tx, conversation: string): void {
  tx.remove(WORK, publicationWorkKey(laneKey(conversation, 'in')));
}
