import { injectable } from 'inversify';
import { COMMAND_KINDS, type OperatorCommand } from './command-event.js';
import type { FoldEvent, Reducer } from './reducer.js';
import type { Tx } from './tx.js';

/** Puts every command of an operator on record, whatever came of it. */
@injectable()
export class CommandReducer implements Reducer {
  readonly kinds = COMMAND_KINDS;

  reduce({ app, portal, account, body }: FoldEvent, tx: Tx): void {
    const { name, key, by, message } = body as OperatorCommand;
    tx.journal({
      type: `command.${name}`,
      atMs: tx.nowMs,
      app,
      portal,
      ...(account === undefined ? {} : { account }),
      ...(message === undefined ? {} : { message }),
      data: { key, by },
    });
  }
}
