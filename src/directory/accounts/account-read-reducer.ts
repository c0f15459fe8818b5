import { injectable } from 'inversify';
import type { FoldEvent, Reducer } from '../../outbox/reducer.js';
import type { Tx } from '../../outbox/tx.js';
import { WORK } from '../../outbox/work-row.js';
import { purgeAccount, restored, switched } from './account-changes.js';
import { ACCOUNT_READ, type AccountReadBody, accountReadKey } from './account-read.js';
import { ACCOUNTS, type AccountRow } from './account-row.js';

/** The account becomes what HubSpot says of it, as far as that is for HubSpot to say. */
@injectable()
export class AccountReadReducer implements Reducer {
  readonly kinds = [ACCOUNT_READ];

  reduce({ body }: FoldEvent, tx: Tx): void {
    const { account: key, answer } = body as AccountReadBody;
    tx.remove(WORK, accountReadKey(key));
    const row = tx.get(ACCOUNTS, key);
    if (!row || row.state === 'purged' || answer.kind === 'unknown') return;
    if (answer.kind === 'gone') return purgeAccount(tx, row, { by: 'hubspot', why: 'no longer known to HubSpot' });
    const read = asAuthorized(row, answer.authorized, tx.nowMs);
    const named = answer.name === undefined ? read : { ...read, name: answer.name };
    if (named.state === row.state && named.name === row.name) return;
    tx.put(ACCOUNTS, named);
    const { app, portal, channel, state } = named;
    tx.journal({ type: 'account.read', atMs: tx.nowMs, app, portal, channel, account: key, data: { state } });
  }
}

/** What the configuration or an operator has ended is not begun again by HubSpot. */
function asAuthorized(row: AccountRow, authorized: boolean, nowMs: number): AccountRow {
  const isInUse = row.state === 'active' || row.state === 'held';
  if (!authorized && isInUse)
    return switched(row, 'disabled', { by: 'hubspot', why: 'not authorized in HubSpot' }, nowMs);
  const byHubSpot = row.state === 'disabled' && row.switched?.by === 'hubspot';
  return authorized && byHubSpot ? restored(row) : row;
}
