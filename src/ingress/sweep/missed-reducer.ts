import { inject, injectable } from 'inversify';
import { draftOf } from '../../delivery/intake/message-draft.js';
import { accountHere } from '../../directory/accounts/account-here.js';
import { ACCOUNT_DIRECTORY, type Accounts } from '../../directory/accounts/accounts.js';
import { CHANNEL_RUNTIMES, type Channels } from '../../directory/channels/channel-runtime.js';
import type { FoldEvent, Reducer } from '../../outbox/reducer.js';
import type { Tx } from '../../outbox/tx.js';
import { MESSAGES, messageKey } from '../../status/message-row.js';
import { type MissedBody, SWEEP_MISSED } from './missed-event.js';

/** A message of which no webhook told in time: its agent is told that it was not sent. */
@injectable()
export class MissedReducer implements Reducer {
  readonly kinds = [SWEEP_MISSED];

  constructor(
    @inject(CHANNEL_RUNTIMES) private readonly channels: Channels,
    @inject(ACCOUNT_DIRECTORY) private readonly accounts: Accounts,
  ) {}

  reduce(event: FoldEvent, tx: Tx): void {
    const { event: webhook, failure } = event.body as MissedBody;
    const key = messageKey(event.app, event.portal, webhook.message.id);
    if (tx.get(MESSAGES, key)) return;
    const id = webhook.message.channelAccountId;
    const known = id === undefined ? undefined : accountHere(event.app, id, this.accounts, tx);
    const { draft } = draftOf(event, webhook, key, known, this.channels);
    tx.put(MESSAGES, { ...draft, rejection: { class: failure, scope: 'message' } });
  }
}
