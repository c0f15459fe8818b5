import { injectable } from 'inversify';
import { ACCOUNT_COMMAND, type OperatorCommand } from '../../outbox/command-event.js';
import type { FoldEvent, Reducer } from '../../outbox/reducer.js';
import type { Tx } from '../../outbox/tx.js';
import { replaceAccount, replacementProblem, switched } from './account-changes.js';
import { ACCOUNTS, type AccountRow } from './account-row.js';
import { type Rotation, withRotatedSecret } from './rotated-secret.js';

/** `key` is the account's. */
export type AccountCommand = OperatorCommand &
  (
    | { name: 'accounts.hold' | 'accounts.resume' }
    | { name: 'accounts.replace'; successor: string }
    | ({ name: 'accounts.rotate-secret' } & Rotation)
  );

/** What operators ask of accounts. What does not fit the account as it is by then changes nothing. */
@injectable()
export class AccountCommandReducer implements Reducer {
  readonly kinds = [ACCOUNT_COMMAND];

  reduce({ body }: FoldEvent, tx: Tx): void {
    const command = body as AccountCommand;
    const row = tx.get(ACCOUNTS, command.key);
    if (!row) return;
    switch (command.name) {
      case 'accounts.hold':
        return hold(row, tx);
      case 'accounts.resume':
        return resume(row, tx);
      case 'accounts.replace':
        return replace(row, command.successor, tx);
      case 'accounts.rotate-secret':
        return rotate(row, command, tx);
    }
  }
}

function hold(row: AccountRow, tx: Tx): void {
  if (row.state === 'active') tx.put(ACCOUNTS, switched(row, 'held', { by: 'operator', why: 'held' }, tx.nowMs));
}

function resume(row: AccountRow, tx: Tx): void {
  if (row.state !== 'held') return;
  const { switched: _over, ...rest } = row;
  tx.put(ACCOUNTS, { ...rest, state: 'active' });
}

function replace(old: AccountRow, key: string, tx: Tx): void {
  const successor = tx.get(ACCOUNTS, key);
  if (!successor || replacementProblem(old, successor) !== undefined) return;
  replaceAccount(tx, old, key, { by: 'operator', why: `replaced by ${key}` });
}

/** An account of the configuration has its secrets there. One that was replaced still listens to its own. */
function rotate(row: AccountRow, rotation: Rotation, tx: Tx): void {
  if (row.seed !== undefined || row.state === 'purged') return;
  const settings = withRotatedSecret(row.settings, rotation);
  if (settings !== undefined) tx.put(ACCOUNTS, { ...row, settings });
}
