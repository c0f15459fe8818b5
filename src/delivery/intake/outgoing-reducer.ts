import { inject, injectable } from 'inversify';
import type { Address } from '../../contract/address.js';
import type { FailureClass, FailureReason } from '../../contract/failure-reason.js';
import { accountHere } from '../../directory/accounts/account-here.js';
import { ACCOUNT_DIRECTORY, type Accounts, type KnownAccount } from '../../directory/accounts/accounts.js';
import { CHANNEL_RUNTIMES, type ChannelRuntime, type Channels } from '../../directory/channels/channel-runtime.js';
import { learnContact } from '../../directory/people/contact-aliases.js';
import type { ConversationRow } from '../../directory/people/conversation-row.js';
import { conversationFor, setThread } from '../../directory/people/conversations.js';
import { TOMBSTONE_KEYS, type Tombstones } from '../../directory/people/tombstones.js';
import type { OutgoingMessageEvent } from '../../hubspot/schemas/webhook.js';
import { joinLane } from '../../outbox/lane.js';
import type { FoldEvent, Reducer } from '../../outbox/reducer.js';
import type { Tx } from '../../outbox/tx.js';
import { CONTENTS } from '../../status/content-row.js';
import { MESSAGES, type MessageRow, messageKey } from '../../status/message-row.js';
import { RETENTION, type Retention } from '../../status/retention.js';
import { waitsForAccount } from './awaited-account.js';
import { contentOf } from './message-content.js';
import { draftOf } from './message-draft.js';

export const HUBSPOT_MESSAGE = 'hubspot.message';

/** An agent has written: the message enters its lane, waits for its account, or is refused with a reason. Never dropped. */
@injectable()
export class OutgoingReducer implements Reducer {
  readonly kinds = [HUBSPOT_MESSAGE];

  constructor(
    @inject(CHANNEL_RUNTIMES) private readonly channels: Channels,
    @inject(ACCOUNT_DIRECTORY) private readonly accounts: Accounts,
    @inject(RETENTION) private readonly retention: Retention,
    @inject(TOMBSTONE_KEYS) private readonly tombstones: Tombstones,
  ) {}

  reduce(event: FoldEvent, tx: Tx): void {
    const webhook = event.body as OutgoingMessageEvent;
    const key = messageKey(event.app, event.portal, webhook.message.id);
    // Known already: a repeated webhook, or the echo of a message that we published.
    if (tx.get(MESSAGES, key) || webhook.message.direction === 'INCOMING') return;
    const id = webhook.message.channelAccountId;
    const known = id === undefined ? undefined : accountHere(event.app, id, this.accounts, tx);
    // One of a channel that only other processes have is for them, as soon as one of them owns the slot.
    const isOurs = known !== undefined && this.channels.byName(known.row.channel) !== undefined;
    if (!isOurs && id !== undefined && waitsForAccount(event, id, tx)) return;
    const message = this.#accept(event, webhook, key, known, tx);
    tx.put(MESSAGES, message);
    tx.journal({
      type: 'message.received',
      atMs: tx.nowMs,
      app: event.app,
      portal: event.portal,
      channel: message.channel,
      account: message.account,
      conversation: message.conversation,
      message: key,
    });
  }

  #accept(
    event: FoldEvent,
    webhook: OutgoingMessageEvent,
    key: string,
    known: KnownAccount | undefined,
    tx: Tx,
  ): MessageRow {
    const { message } = webhook;
    const { draft, channel } = draftOf(event, webhook, key, known, this.channels);
    const refusal = refusalOf(webhook, known, channel);
    const to = message.recipients[0]?.deliveryIdentifier;
    if (refusal || !known || !channel || !to) {
      return { ...draft, rejection: refusal ?? because('recipient-invalid') };
    }
    return this.#enqueue({ ...draft, to: to as Address }, webhook, tx);
  }

  #enqueue(draft: MessageRow & { to: Address }, webhook: OutgoingMessageEvent, tx: Tx): MessageRow {
    const { app, portal, channel, account } = draft;
    const found = conversationFor(tx, { app, portal, channel, account }, draft.to, this.tombstones);
    const conversation = learnContact(tx, found, webhook.message.recipients[0]?.actorId);
    if (draft.threadId !== '') setThread(tx, conversation, draft.threadId, webhook.channelIntegrationThreadIds[0]);
    const message = { ...draft, conversation: conversation.key };
    if (conversation.optedOutAtMs !== undefined) return { ...message, rejection: optedOut(conversation) };
    const items = contentOf(webhook.message);
    const incomplete = webhook.message.truncationStatus === 'TRUNCATED';
    if (items.length === 0 && !incomplete) return { ...message, rejection: because('content-empty') };
    const expiresAtMs = tx.nowMs + this.retention.contentMs;
    tx.put(CONTENTS, { key: draft.key, items, expiresAtMs, ...(incomplete ? { incomplete } : {}) });
    joinLane(tx, { app, portal, channel, account, conversation: conversation.key }, 'out', {
      kind: 'message',
      key: draft.key,
      atMs: draft.createdAtMs,
      sequence: 0,
    });
    return message;
  }
}

/** What can be told to be undeliverable from the webhook and the account alone. */
function refusalOf(
  { message, portalId }: OutgoingMessageEvent,
  known: KnownAccount | undefined,
  channel: ChannelRuntime | undefined,
): FailureReason | undefined {
  if (!known?.account || !channel || known.row.portal !== portalId) return because('account-unavailable', 'account');
  if (known.row.state !== 'active' && known.row.state !== 'held') return because('account-unavailable', 'account');
  if (message.recipients.length > 1) return because('multiple-recipients');
  return undefined;
}

export function optedOut(conversation: ConversationRow): FailureReason {
  return { class: 'recipient-opted-out', scope: 'peer', scopeKey: conversation.address.value };
}

function because(failure: FailureClass, scope: FailureReason['scope'] = 'message'): FailureReason {
  return { class: failure, scope };
}
