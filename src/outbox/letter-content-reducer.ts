import { injectable } from 'inversify';
import { emptyLetter } from './empty-letter.js';
import { LETTER_CONTENT_OLD } from './letter-timer.js';
import type { FoldEvent, Reducer } from './reducer.js';
import type { Tx } from './tx.js';
import { WORK, type WorkRow } from './work-row.js';

/** What nobody could read is kept for as long as other content; the letter stays for longer. */
@injectable()
export class LetterContentReducer implements Reducer {
  readonly kinds = [LETTER_CONTENT_OLD];

  reduce({ body }: FoldEvent, tx: Tx): void {
    const { key, ref } = body as unknown as WorkRow;
    emptyLetter(tx, ref, 'expired');
    tx.remove(WORK, key);
  }
}
