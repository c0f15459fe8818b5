import type { Address } from '../../contract/address.js';
import type { Tx } from '../../outbox/tx.js';
import { ACCOUNTS } from '../accounts/account-row.js';
import { sameAddress } from '../accounts/same-address.js';
import { ALIASES, aliasKey, CONVERSATIONS, type ConversationRow } from './conversation-row.js';
import type { Tombstones } from './tombstones.js';

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

/**
 * The conversation of an address; made where there is none. Its key never changes, whatever else the peer will be called. Who has
 * opted out does not hear from us again because the conversation was erased, or the account has been replaced.
 */
export function conversationFor(
  tx: Tx,
  owner: ConversationOwner,
  address: Address,
  tombstones: Tombstones,
): ConversationRow {
  const found = findConversation(tx, owner.account, address);
  if (found) return found;
  const { app, portal, channel, account } = owner;
  const tombstone = tombstones.find(tx, account, address);
  const key = tombstones.conversationName(account, address, tombstone);
  const optedOutAtMs = earlierOptOut(tx, account, address, tombstones);
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
    ...(optedOutAtMs === undefined ? {} : { optedOutAtMs }),
  };
  tx.put(CONVERSATIONS, made);
  tx.put(ALIASES, { account, address, conversation: key });
  return made;
}

/** The peer has written; perhaps some time ago, in a webhook that comes late. */
export function touchInbound(
  tx: Tx,
  conversation: ConversationRow,
  atMs: number,
  replyHandle?: { token: string; expiresAtMs: number },
): ConversationRow {
  const isLonger = replyHandle && replyHandle.expiresAtMs >= (conversation.replyHandle?.expiresAtMs ?? 0);
  const touched = {
    ...conversation,
    lastInboundAtMs: Math.max(atMs, conversation.lastInboundAtMs ?? 0),
    lastHeardAtMs: tx.nowMs,
    lastAtMs: tx.nowMs,
    ...(isLonger ? { replyHandle } : {}),
  };
  tx.put(CONVERSATIONS, touched);
  return touched;
}

/**
 * Another address of the same peer. `current`: it is where to send from now on. Where it had a conversation of its own, what the
 * peer has said there counts here from now on.
 */
export function addAlias(tx: Tx, conversation: ConversationRow, address: Address, current: boolean): ConversationRow {
  const known = conversation.aliases.some((alias) => sameAddress(alias, address));
  const found = findConversation(tx, conversation.account, address);
  const other = found?.key === conversation.key ? undefined : found;
  if (other) tx.put(CONVERSATIONS, without(address, withPeerOf(other, conversation)));
  const changed = {
    ...(other ? withPeerOf(withWordsOf(conversation, other), other) : conversation),
    aliases: known ? conversation.aliases : [...conversation.aliases, address],
    address: current ? address : conversation.address,
  };
  tx.put(CONVERSATIONS, changed);
  tx.put(ALIASES, { account: conversation.account, address, conversation: conversation.key });
  return changed;
}

function withPeerOf(conversation: ConversationRow, { key }: ConversationRow): ConversationRow {
  return { ...conversation, samePeer: [...new Set([...(conversation.samePeer ?? []), key])] };
}

/** What the peer wants at an address is known to the conversation that the address leads to, and to no other. */
function without(address: Address, conversation: ConversationRow): ConversationRow {
  return { ...conversation, aliases: conversation.aliases.filter((alias) => !sameAddress(alias, address)) };
}

/** Who wrote by one address has opened the window of the other; of opt-outs and opt-ins the last one counts. */
function withWordsOf(conversation: ConversationRow, other: ConversationRow): ConversationRow {
  const { optedOutAtMs: _out, optedInAtMs: _in, ...kept } = conversation;
  const lastInboundAtMs = latest(conversation.lastInboundAtMs, other.lastInboundAtMs);
  const lastHeardAtMs = latest(conversation.lastHeardAtMs, other.lastHeardAtMs);
  const isLater = (other.lastInboundAtMs ?? 0) > (conversation.lastInboundAtMs ?? 0);
  const replyHandle = isLater ? (other.replyHandle ?? conversation.replyHandle) : conversation.replyHandle;
  const optedOutAtMs = latest(conversation.optedOutAtMs, other.optedOutAtMs);
  const optedInAtMs = latest(conversation.optedInAtMs, other.optedInAtMs);
  const wantsUs = optedOutAtMs === undefined || optedOutAtMs < (optedInAtMs ?? 0);
  return {
    ...kept,
    ...(lastInboundAtMs === undefined ? {} : { lastInboundAtMs }),
    ...(lastHeardAtMs === undefined ? {} : { lastHeardAtMs }),
    ...(replyHandle === undefined ? {} : { replyHandle }),
    ...(wantsUs ? {} : { optedOutAtMs }),
    ...(wantsUs && optedInAtMs !== undefined ? { optedInAtMs } : {}),
  };
}

function latest(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? (one ?? other) : Math.max(one, other);
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

/** Whether an address is that of the conversation's peer (or group), by whatever it is known. */
export function isPeerOf({ address, aliases }: ConversationRow, other: Address): boolean {
  return [address, ...aliases].some((known) => sameAddress(known, other));
}

/** When the peer opted out on an account whose place this one has taken, or before the conversation was erased. */
export function earlierOptOut(tx: Tx, account: string, address: Address, tombstones: Tombstones): number | undefined {
  const replaced = tx.get(ACCOUNTS, account)?.replaces ?? [];
  const before = replaced.flatMap((owner) => findConversation(tx, owner, address) ?? []).at(0);
  if (before?.optedOutAtMs !== undefined) return before.optedOutAtMs;
  const tombstone = tombstones.find(tx, account, address);
  return tombstone?.kind === 'suppressed' ? tombstone.atMs : undefined;
}
