import { injectable } from 'inversify';
import { ACCOUNTS, type AccountRow } from '../../directory/accounts/account-row.js';
import { GATES } from '../../outbox/gate.js';
import type { Settler } from '../../outbox/reducer.js';
import type { Tx } from '../../outbox/tx.js';
import { closeGate, heldGate, validateNow } from './gate-changes.js';
import { openAndRelease } from './gate-release.js';

/**
 * A held account receives, and sends later: its gate is closed as by a pause, so that no deadline burns. One that was refused at
 * its provider need not wait for the next try once it has other settings.
 */
@injectable()
export class AccountGateSettler implements Settler<AccountRow> {
  readonly table = ACCOUNTS;

  settle(row: AccountRow, before: AccountRow | undefined, tx: Tx): void {
    const { key: account, app, portal, channel, state } = row;
    const key = heldGate(account);
    if (state === 'held' && before?.state !== 'held') {
      closeGate(tx, { key, kind: 'paused', closedAtMs: tx.nowMs }, { app, portal, channel, account });
    } else if (state !== 'held' && before?.state === 'held') {
      openAndRelease(key, 'account', { app, portal }, tx);
    }
    if (before && hasOtherSettings(row, before)) tryAnew(row, tx);
  }
}

function hasOtherSettings({ settings }: AccountRow, before: AccountRow): boolean {
  return JSON.stringify(settings) !== JSON.stringify(before.settings);
}

/** Other credentials are no longer those that were refused. What else was refused, the provider is asked about at once. */
function tryAnew({ key: account, ...whose }: AccountRow, tx: Tx): void {
  const gate = tx.get(GATES, `account:${account}`);
  if (gate?.kind !== 'blocked') return;
  if (gate.reason?.class === 'credentials-invalid') openAndRelease(gate.key, 'account', whose, tx);
  else validateNow(tx, gate.key, whose);
}
