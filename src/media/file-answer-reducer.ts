import { injectable } from 'inversify';
import type { FoldEvent, Reducer } from '../outbox/reducer.js';
import { slotOf } from '../outbox/slot.js';
import type { Tx } from '../outbox/tx.js';
import { WORK } from '../outbox/work-row.js';
import {
  answerLifeMs,
  FILE_ANSWERED,
  FILE_ANSWERS,
  FILE_ASKED,
  FILE_QUEUE,
  type FileAnswered,
  type FileAsked,
  fileAnswerKey,
} from './file-answer.js';

/** Nobody waits any more for what was asked so long ago, ms. */
const ASKED_IN_VAIN_MS = 60_000;

/** Has HubSpot asked for what other processes need, and keeps the answer for them. */
@injectable()
export class FileAnswerReducer implements Reducer {
  readonly kinds = [FILE_ASKED, FILE_ANSWERED];

  reduce(event: FoldEvent, tx: Tx): void {
    if (event.kind === FILE_ASKED) asked(event, event.body as FileAsked, tx);
    else answered(event, event.body as FileAnswered, tx);
  }
}

function asked({ app, portal, receivedAtMs }: FoldEvent, { fileId, notOfMs }: FileAsked, tx: Tx): void {
  const key = fileAnswerKey(app, portal, fileId);
  const known = tx.get(FILE_ANSWERS, key);
  const serves = known !== undefined && known.expiresAtMs > tx.nowMs && known.answeredAtMs !== notOfMs;
  if (serves || receivedAtMs + ASKED_IN_VAIN_MS < tx.nowMs) return;
  const slot = slotOf(app, portal);
  tx.put(WORK, { key, queue: FILE_QUEUE, app, portal, slot, dueAtMs: tx.nowMs, leased: false, ref: fileId });
}

function answered({ app, portal }: FoldEvent, { fileId, answer }: FileAnswered, tx: Tx): void {
  const key = fileAnswerKey(app, portal, fileId);
  tx.put(FILE_ANSWERS, { key, answer, answeredAtMs: tx.nowMs, expiresAtMs: tx.nowMs + answerLifeMs(answer) });
  tx.remove(WORK, key);
}
