import type { Address } from '../../contract/address.js';
import type { Tx } from '../../outbox/tx.js';
import { portalKey } from '../../outbox/work-row.js';
import { sameAddress } from '../accounts/same-address.js';
import { ALIASES, type AliasRow, aliasKey, CONVERSATIONS, type ConversationRow } from './conversation-row.js';
import { isPeerOf } from './conversations.js';
import type { Tombstones } from './tombstones.js';

/** Nobody writes in more groups of one portal; whoever does is to be erased twice. */
export const MOST_GROUPS = 1_000;
const MEMBER = 'GROUP_MEMBER';
/** The character behind the slash. */
const BEHIND = '0';

type Portal = Pick<ConversationRow, 'app' | 'portal'>;

/**
 * Somebody has written in a conversation that is not theirs alone: noted down, without the address, so that they are found there when
 * they are to be forgotten. With the first of them, all whose names are known from before.
 */
export function noteMember(tx: Tx, conversation: ConversationRow, author: Address, tombstones: Tombstones): void {
  if (isPeerOf(conversation, author) || isMember(tx, conversation, author, tombstones)) return;
  const named = (conversation.names ?? []).map(({ peer }) => peer).filter((peer) => !isPeerOf(conversation, peer));
  for (const member of [author, ...named]) {
    const [row] = rowsFor(conversation, member, tombstones);
    if (row) tx.put(ALIASES, row);
  }
}

/** Whether they have written there, and were not forgotten since. */
export function isMember(tx: Tx, conversation: ConversationRow, author: Address, tombstones: Tombstones): boolean {
  const found = rowsFor(conversation, author, tombstones).map((row) => tx.get(ALIASES, ALIASES.key(row)));
  return found.some((row) => row !== undefined);
}

/** The conversations of a portal in which somebody has written who is not their peer. */
export function groupsOf(tx: Tx, portal: Portal, member: Address, tombstones: Tombstones): ConversationRow[] {
  const found = memberRanges(portal, member, tombstones).flatMap((range) =>
    tx.find(ALIASES, { range: { column: 'key', ...range }, limit: MOST_GROUPS }),
  );
  return found.flatMap(({ conversation }) => tx.get(CONVERSATIONS, conversation) ?? []);
}

/** Between which keys of aliases the groups of somebody stand. */
export function memberRanges(
  portal: Portal,
  member: Address,
  tombstones: Tombstones,
): { from: string; until: string }[] {
  return tombstones.keysOf(placeOf(portal), member).map((hash) => {
    const from = aliasKey(placeOf(portal), { type: MEMBER, value: `${hash}/` });
    return { from, until: `${from.slice(0, -1)}${BEHIND}` };
  });
}

/** Their name goes at once, and nobody knows any more that they have written there. */
export function forgetMember(tx: Tx, group: ConversationRow, member: Address, tombstones: Tombstones): void {
  for (const row of rowsFor(group, member, tombstones)) tx.remove(ALIASES, ALIASES.key(row));
  const { names = [], ...rest } = tx.get(CONVERSATIONS, group.key) ?? group;
  const left = names.filter(({ peer }) => !sameAddress(peer, member));
  tx.put(CONVERSATIONS, { ...rest, ...(left.length > 0 ? { names: left } : {}) });
}

/** Under each of the keys, the one for a new row first. */
function rowsFor({ app, portal, key }: ConversationRow, member: Address, tombstones: Tombstones): AliasRow[] {
  const account = placeOf({ app, portal });
  return tombstones.keysOf(account, member).map((hash) => {
    return { account, address: { type: MEMBER, value: `${hash}/${key}` }, conversation: key };
  });
}

/** A member is looked for in all accounts of a portal at once. */
function placeOf({ app, portal }: Portal): string {
  return portalKey(app, portal);
}
