import type { Address } from '../../contract/address.js';
import { boundedKey } from '../../outbox/bounded-key.js';
import type { Table } from '../../outbox/table.js';

/** What somebody who writes in a conversation is called. */
export interface PeerName {
  peer: Address;
  /** Absent: the provider has none, or could not say. */
  name?: string;
  /** The provider is not asked before this, ms. Absent: events bring the name, so it is never asked. */
  askAgainAtMs?: number;
}

/** One peer (or group) on one channel account, with everything it is known by. */
export interface ConversationRow {
  key: string;
  app: string;
  portal: string;
  channel: string;
  account: string;
  /** Where to send now. */
  address: Address;
  aliases: Address[];
  /** Conversations that turned out to be of the same peer: they know of each other, so that none is left when the peer is erased. */
  samePeer?: string[];
  /** When the peer last wrote, by the provider's clock, ms. */
  lastInboundAtMs?: number;
  /** When we last heard from the peer, ms: by our clock, whatever the provider's says. */
  lastHeardAtMs?: number;
  /** When anything last happened, ms. */
  lastAtMs: number;
  replyHandle?: { token: string; expiresAtMs: number };
  /** Of the peer, or of the members of the group; the last one learnt is the last. Bounded. */
  names?: PeerName[];
  /** HubSpot's contact, once HubSpot has named it. */
  contactId?: string;
  /** HubSpot's thread. */
  threadId?: string;
  /** Our name of the thread under INTEGRATION_THREAD_ID; stable over aliases. */
  integrationThreadId?: string;
  /** It is being erased, since then, ms: no address leads to it, and nothing is added to it any more. */
  erasingSinceMs?: number;
  /** The peer wants nothing from us, since then, ms. */
  optedOutAtMs?: number;
  /** The peer wants to hear from us again, since then, ms: an opt-out from before that counts no more. */
  optedInAtMs?: number;
}

export const CONVERSATIONS: Table<ConversationRow> = {
  name: 'conversations',
  key: (row) => row.key,
  columns: (row) => ({
    app: row.app,
    portal: row.portal,
    channel: row.channel,
    account: row.account,
    last_at: row.lastAtMs,
  }),
};

/** HubSpot's name of the peer: the id of the contact, and which of the contact's conversations on the account it is, from 1. */
export interface ContactAlias {
  type: 'HUBSPOT_CONTACT';
  value: string;
}

/** Somebody who has written in a group: a keyed hash of the address, a slash, and the key of the conversation. */
export interface MemberAlias {
  type: 'GROUP_MEMBER';
  value: string;
}

/** Which conversation an address of an account, a contact of HubSpot, or a member of a group belongs to. */
export interface AliasRow {
  /** Of a member: the portal. */
  account: string;
  address: Address | ContactAlias | MemberAlias;
  conversation: string;
}

export const ALIASES: Table<AliasRow> = {
  name: 'aliases',
  key: (row) => aliasKey(row.account, row.address),
  columns: (row) => ({ conversation: row.conversation }),
};

export function aliasKey(account: string, { type, value }: AliasRow['address']): string {
  return `${account}|${type}|${boundedKey(value)}`;
}
