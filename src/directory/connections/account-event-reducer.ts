import { inject, injectable } from 'inversify';
import type { ChannelAccountEvent } from '../../hubspot/schemas/webhook.js';
import type { FoldEvent, Reducer } from '../../outbox/reducer.js';
import type { Tx } from '../../outbox/tx.js';
import { portalKey } from '../../outbox/work-row.js';
import { purgeAccount } from '../accounts/account-changes.js';
import { accountHere } from '../accounts/account-here.js';
import { placeAccountRead } from '../accounts/account-read.js';
import { ACCOUNTS } from '../accounts/account-row.js';
import { ACCOUNT_DIRECTORY, type Accounts } from '../accounts/accounts.js';
import { CONNECTIONS, type ConnectionRow } from './connection-row.js';
import { CONNECTION_LIFE_MS } from './connection-work.js';
import { isTaken } from './known-identities.js';

export const HUBSPOT_ACCOUNT = 'hubspot.account';

/** The type of the journal's entry about a channel account that nobody here has asked for. */
const UNCLAIMED_ACCOUNT = 'account.unclaimed';

/** Connections of a portal that are looked through, at most. */
const MOST_CONNECTIONS = 200;

/** HubSpot says that a channel account was connected, changed or removed. */
@injectable()
export class AccountEventReducer implements Reducer {
  readonly kinds = [HUBSPOT_ACCOUNT];

  constructor(@inject(ACCOUNT_DIRECTORY) private readonly accounts: Accounts) {}

  reduce(event: FoldEvent, tx: Tx): void {
    const { type, channelAccountId } = event.body as ChannelAccountEvent;
    const known = accountHere(event.app, channelAccountId, this.accounts, tx);
    const account = known && tx.get(ACCOUNTS, known.row.key);
    const { app, portal } = event;
    tx.journal({
      type: 'account.told',
      atMs: tx.nowMs,
      app,
      portal,
      ...(account ? { channel: account.channel, account: account.key } : {}),
      data: { type, channelAccountId },
    });
    if (!account) return tellIfUnclaimed(event, tx);
    if (account.portal !== portal) return;
    if (type === 'CHANNEL_ACCOUNT_PURGED') purgeAccount(tx, account, { by: 'hubspot', why: 'disconnected in HubSpot' });
    // The webhook does not say what has changed. One that was just made may not be found yet.
    else if (type === 'CHANNEL_ACCOUNT_UPDATED' && account.state !== 'purged') placeAccountRead(tx, account);
  }
}

/** One that has its account takes another only as long as that holds the address. */
function isAwaited({ state, account }: ConnectionRow, tx: Tx): boolean {
  if (state !== 'connected') return state !== 'refused';
  return account !== undefined && isTaken(tx.get(ACCOUNTS, account));
}

/** Whoever waits for a connection on this channel is the one it was made for. */
function tellIfUnclaimed({ app, portal, body }: FoldEvent, tx: Tx): void {
  const { type, channelId, channelAccountId } = body as ChannelAccountEvent;
  if (type !== 'CHANNEL_ACCOUNT_CREATED') return;
  const connections = tx.find(CONNECTIONS, {
    equal: { portal: portalKey(app, portal) },
    range: { column: 'created_at', from: tx.nowMs - CONNECTION_LIFE_MS },
    order: 'descending',
    limit: MOST_CONNECTIONS,
  });
  const ofChannel = connections.filter(({ hubspotChannelId }) => hubspotChannelId === channelId);
  if (ofChannel.some((connection) => isAwaited(connection, tx))) return;
  const data = { channelAccountId, hubspotChannelId: channelId };
  tx.journal({ type: UNCLAIMED_ACCOUNT, atMs: tx.nowMs, app, portal, data });
  tx.emit({ type: UNCLAIMED_ACCOUNT, payload: { app, portal, ...data, atMs: tx.nowMs } });
}
