import { inject, injectable } from 'inversify';
import type { ChannelAccountEvent } from '../hubspot/schemas/webhook.js';
import type { FoldEvent, Reducer } from '../outbox/reducer.js';
import type { Tx } from '../outbox/tx.js';
import { ACCOUNTS } from './account-row.js';
import { ACCOUNT_DIRECTORY, type Accounts } from './accounts.js';

export const HUBSPOT_ACCOUNT = 'hubspot.account';

/** HubSpot says that a channel account was connected, changed or removed. */
@injectable()
export class AccountEventReducer implements Reducer {
  readonly kinds = [HUBSPOT_ACCOUNT];

  constructor(@inject(ACCOUNT_DIRECTORY) private readonly accounts: Accounts) {}

  reduce(event: FoldEvent, tx: Tx): void {
    const { type, channelAccountId } = event.body as ChannelAccountEvent;
    const known = this.accounts.byChannelAccount(event.app, channelAccountId);
    const account = known && tx.get(ACCOUNTS, known.row.key);
    const { app, portal } = event;
    tx.journal({
      type: `account.${type === 'CHANNEL_ACCOUNT_PURGED' ? 'purged' : 'told'}`,
      atMs: tx.nowMs,
      app,
      portal,
      ...(account ? { channel: account.channel, account: account.key } : {}),
      data: { type, channelAccountId },
    });
    if (!account || account.portal !== portal || type !== 'CHANNEL_ACCOUNT_PURGED') return;
    tx.put(ACCOUNTS, { ...account, state: 'purged' });
  }
}
