import { createHash } from 'node:crypto';
import type { Address } from '../contract/address.js';
import type { Tx } from '../outbox/tx.js';
import { ALIASES, aliasKey, CONVERSATIONS, type ConversationRow } from './conversation-row.js';

/** Where a conversation belongs. */
export interface ConversationOwner {
  app: string;
  portal: string;
  channel: string;
  account: string;
}

/** The conversation of an address, if there is one. */
export function findConversation(tx: Tx, account: string, address: Address): ConversationRow | undefined {
  const alias = tx.get(ALIASES, aliasKey(account, address));
  return alias && tx.get(CONVERSATIONS, alias.conversation);
}

/** The conversation of an address; made where there is none. Its key never changes, whatever else the peer will be called. */
export function conversationFor(tx: Tx, owner: ConversationOwner, address: Address): ConversationRow {
  const found = findConversation(tx, owner.account, address);
  if (found) return found;
  const { app, portal, channel, account } = owner;
  const key = conversationKey(account, address);
  const made: ConversationRow = {
    key,
    app,
    portal,
    channel,
    account,
    address,
    aliases: [address],
    lastAtMs: tx.nowMs,
    integrationThreadId: key,
  };
  tx.put(CONVERSATIONS, made);
  tx.put(ALIASES, { account, address, conversation: key });
  return made;
}

/** The peer has written. */
export function touchInbound(
  tx: Tx,
  conversation: ConversationRow,
  atMs: number,
  replyHandle?: { token: string; expiresAtMs: number },
): ConversationRow {
  const touched = {
    ...conversation,
    lastInboundAtMs: Math.max(atMs, conversation.lastInboundAtMs ?? 0),
    lastHeardAtMs: tx.nowMs,
    lastAtMs: tx.nowMs,
    ...(replyHandle ? { replyHandle } : {}),
  };
  tx.put(CONVERSATIONS, touched);
  return touched;
}

/**
 * Another address of the same peer. `current`: it is where to send from now on. Who has opted out by one address does not want
 * to hear from us by another.
 */
export function addAlias(tx: Tx, conversation: ConversationRow, address: Address, current: boolean): ConversationRow {
  const known = conversation.aliases.some((alias) => sameAddress(alias, address));
  const other = findConversation(tx, conversation.account, address);
  const optedOutAtMs = conversation.optedOutAtMs ?? other?.optedOutAtMs;
  const changed = {
    ...conversation,
    ...(optedOutAtMs === undefined ? {} : { optedOutAtMs }),
    aliases: known ? conversation.aliases : [...conversation.aliases, address],
    address: current ? address : conversation.address,
  };
  tx.put(CONVERSATIONS, changed);
  tx.put(ALIASES, { account: conversation.account, address, conversation: conversation.key });
  return changed;
}

/**
 * The thread HubSpot has put the conversation into.
 *
 * @param name what the thread is called when we publish into it, where HubSpot says so: an agent may have begun it
 */
export function setThread(tx: Tx, conversation: ConversationRow, threadId: string, name?: string): void {
  const named = name === undefined ? {} : { integrationThreadId: name };
  const known =
    conversation.threadId === threadId &&
    (name ?? conversation.integrationThreadId) === conversation.integrationThreadId;
  if (!known) tx.put(CONVERSATIONS, { ...conversation, threadId, ...named });
}

export function sameAddress(a: Address, b: Address): boolean {
  return a.type === b.type && a.value === b.value;
}

function conversationKey(account: string, address: Address): string {
  const digest = createHash('sha256').update(aliasKey(account, address)).digest('base64url');
  return digest.slice(0, 27);
}
