import { inject, injectable } from 'inversify';
import type { Address } from '../../contract/address.js';
import type { AliasEvent, OptEvent, ProviderEvent } from '../../contract/provider-event.js';
import type { FoldEvent, Reducer } from '../../outbox/reducer.js';
import type { Tx } from '../../outbox/tx.js';
import { isPurged } from '../accounts/account-changes.js';
import { ACCOUNTS } from '../accounts/account-row.js';
import { sameAddress } from '../accounts/same-address.js';
import { CONVERSATIONS, type ConversationRow } from './conversation-row.js';
import { addAlias, type ConversationOwner, conversationFor, findConversation } from './conversations.js';
import { TOMBSTONE_KEYS, type Tombstones } from './tombstones.js';

/** What the inbox holds for an event of a provider. */
export interface ProviderEventBody {
  channel: string;
  event: ProviderEvent;
}

export const PROVIDER_EVENT = 'provider.event';

/** Keeps what is known of peers: their other addresses, and whether they want to hear from us. */
@injectable()
export class PeerReducer implements Reducer {
  readonly kinds = [PROVIDER_EVENT];

  constructor(@inject(TOMBSTONE_KEYS) private readonly tombstones: Tombstones) {}

  reduce(event: FoldEvent, tx: Tx): void {
    const { channel, event: told } = event.body as ProviderEventBody;
    if (event.account === undefined || isPurged(tx, event.account)) return;
    const owner = { app: event.app, portal: event.portal, channel, account: event.account };
    if (told.kind === 'alias') this.#joinAddresses(tx, owner, told);
    else if (told.kind === 'optOut' || told.kind === 'optIn') this.#recordOpt(tx, owner, told);
    else if (told.kind === 'message' && told.optIn) {
      this.#recordOpt(tx, owner, { kind: 'optIn', peer: told.conversation, atMs: told.atMs });
    }
  }

  /**
   * The conversation stays the one of the old address, where there is one; messages go to the new one. A provider that tells with
   * every message by which two names it knows a peer cannot know which of them we know. Nor that the peer has left both since: a
   * webhook may come days late, and an abandoned number may be a stranger's by then.
   */
  #joinAddresses(tx: Tx, owner: ConversationOwner, { from, to }: AliasEvent): void {
    for (const one of [from, to]) this.#remember(tx, owner, one);
    const conversation = findConversation(tx, owner.account, from) ?? conversationFor(tx, owner, to, this.tombstones);
    const isOurs = (one: Address) => findConversation(tx, owner.account, one)?.key === conversation.key;
    if (isOurs(from) && isOurs(to) && !sameAddress(conversation.address, from)) return;
    addAlias(tx, addAlias(tx, conversation, from, false), to, true);
  }

  /** What an erased address wants counts for the peer who turns out to have it. */
  #remember(tx: Tx, owner: ConversationOwner, address: Address): void {
    if (this.tombstones.find(tx, owner.account, address)) conversationFor(tx, owner, address, this.tombstones);
  }

  /** The last word counts, in the order in which the peer spoke. It counts for the account's successor too. */
  #recordOpt(tx: Tx, owner: ConversationOwner, told: OptEvent): void {
    recordIn(tx, conversationFor(tx, owner, told.peer, this.tombstones), told);
    const successor = tx.get(ACCOUNTS, owner.account)?.replacedBy;
    const there = successor === undefined ? undefined : findConversation(tx, successor, told.peer);
    if (there) recordIn(tx, there, told);
  }
}

function recordIn(tx: Tx, before: ConversationRow, { kind, atMs = tx.nowMs }: OptEvent): void {
  const { optedOutAtMs, optedInAtMs = 0, ...conversation } = before;
  if (atMs < Math.max(optedOutAtMs ?? 0, optedInAtMs)) return;
  tx.put(CONVERSATIONS, { ...conversation, ...(kind === 'optOut' ? { optedOutAtMs: atMs } : { optedInAtMs: atMs }) });
  if ((kind === 'optOut') === (optedOutAtMs !== undefined)) return;
  const { app, portal, channel, account, key } = before;
  tx.journal({ type: `peer.${kind}`, atMs: tx.nowMs, app, portal, channel, account, conversation: key });
}
