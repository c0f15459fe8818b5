import { injectable } from 'inversify';
import { ACCOUNTS, type AccountRow } from '../directory/accounts/account-row.js';
import type { Settler } from '../outbox/reducer.js';
import type { Tx } from '../outbox/tx.js';
import { lifecycleEvent } from './lifecycle-events.js';

type Told = 'account.connected' | 'account.updated' | 'account.disabled' | 'account.purged';

/** Tells what has become of an account, whoever has changed it. */
@injectable()
export class AccountSettler implements Settler<AccountRow> {
  readonly table = ACCOUNTS;

  settle(row: AccountRow, before: AccountRow | undefined, tx: Tx): void {
    const type = whatBecame(row, before);
    const { key: account, app, portal, channel, channelAccountId } = row;
    tx.emit(lifecycleEvent(type, { app, portal, channel, account, channelAccountId, atMs: tx.nowMs }));
  }
}

function whatBecame({ state, channelAccountId }: AccountRow, before: AccountRow | undefined): Told {
  if (before?.channelAccountId !== channelAccountId) return 'account.connected';
  if (before.state === state) return 'account.updated';
  if (state === 'purged') return 'account.purged';
  return state === 'disabled' || state === 'replaced' ? 'account.disabled' : 'account.updated';
}
