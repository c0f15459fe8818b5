import { injectable } from 'inversify';
import type { Address } from '../contract/address.js';
import type { AliasEvent, OptEvent, ProviderEvent } from '../contract/provider-event.js';
import type { FoldEvent, Reducer } from '../outbox/reducer.js';
import type { Tx } from '../outbox/tx.js';
import { CONVERSATIONS } from './conversation-row.js';
import { addAlias, type ConversationOwner, conversationFor, findConversation, sameAddress } from './conversations.js';

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

  reduce(event: FoldEvent, tx: Tx): void {
    const { channel, event: told } = event.body as ProviderEventBody;
    if (event.account === undefined) return;
    const owner = { app: event.app, portal: event.portal, channel, account: event.account };
    if (told.kind === 'alias') joinAddresses(tx, owner, told);
    else if (told.kind === 'optOut' || told.kind === 'optIn') recordOpt(tx, owner, told);
    else if (told.kind === 'message' && told.optIn) {
      recordOpt(tx, owner, { kind: 'optIn', peer: told.conversation, atMs: told.atMs });
    }
  }
}

/**
 * The conversation stays the one of the old address, where there is one; messages go to the new one. A provider that tells with
 * every message by which two names it knows a peer cannot know which of them we know. Nor that the peer has left both since: a
 * webhook may come days late, and an abandoned number may be a stranger's by then.
 */
function joinAddresses(tx: Tx, owner: ConversationOwner, { from, to }: AliasEvent): void {
  const conversation = findConversation(tx, owner.account, from) ?? conversationFor(tx, owner, to);
  const isOurs = (one: Address) => findConversation(tx, owner.account, one)?.key === conversation.key;
  if (isOurs(from) && isOurs(to) && !sameAddress(conversation.address, from)) return;
  addAlias(tx, addAlias(tx, conversation, from, false), to, true);
}

/** The last word counts, in the order in which the peer spoke. */
function recordOpt(tx: Tx, owner: ConversationOwner, { kind, peer, atMs = tx.nowMs }: OptEvent): void {
  const { optedOutAtMs, optedInAtMs = 0, ...conversation } = conversationFor(tx, owner, peer);
  if (atMs < Math.max(optedOutAtMs ?? 0, optedInAtMs)) return;
  tx.put(CONVERSATIONS, { ...conversation, ...(kind === 'optOut' ? { optedOutAtMs: atMs } : { optedInAtMs: atMs }) });
  if ((kind === 'optOut') === (optedOutAtMs !== undefined)) return;
  tx.journal({ type: `peer.${kind}`, atMs: tx.nowMs, ...owner, conversation: conversation.key });
}
