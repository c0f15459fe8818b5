import { injectable } from 'inversify';
import { DEAD_LETTER_COMMAND, type OperatorCommand } from './command-event.js';
import { DEAD_LETTERS } from './dead-letter.js';
import type { FoldEvent, Reducer } from './reducer.js';
import type { Tx } from './tx.js';

/**
 * Both take the letter away; a replay is followed by the event that is tried again. `atMs` is the letter's: one that was
 * written anew under the same key since the operator looked is another letter.
 */
export interface DeadLetterCommand extends OperatorCommand {
  name: 'dead-letters.replay' | 'dead-letters.discard';
  atMs: number;
}

/** Takes dead letters away that an operator has dealt with. */
@injectable()
export class DeadLetterReducer implements Reducer {
  readonly kinds = [DEAD_LETTER_COMMAND];

  reduce(event: FoldEvent, tx: Tx): void {
    const { key, atMs } = event.body as DeadLetterCommand;
    if (tx.get(DEAD_LETTERS, key)?.atMs === atMs) tx.remove(DEAD_LETTERS, key);
  }
}
