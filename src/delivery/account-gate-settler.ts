import { injectable } from 'inversify';
import { ACCOUNTS, type AccountRow } from '../directory/account-row.js';
import type { Settler } from '../outbox/reducer.js';
import type { Tx } from '../outbox/tx.js';
import { closeGate, heldGate } from './gate-changes.js';
import { openAndRelease } from './gate-release.js';

/** A held account receives, and sends later: its gate is closed as by a pause, so that no deadline burns. */
@injectable()
export class AccountGateSettler implements Settler<AccountRow> {
  readonly table = ACCOUNTS;

  settle({ key: account, app, portal, channel, state }: AccountRow, before: AccountRow | undefined, tx: Tx): void {
    const key = heldGate(account);
    if (state === 'held' && before?.state !== 'held') {
      closeGate(tx, { key, kind: 'paused', closedAtMs: tx.nowMs }, { app, portal, channel, account });
    } else if (state !== 'held' && before?.state === 'held') {
      openAndRelease(key, 'account', { app, portal }, tx);
    }
  }
}
