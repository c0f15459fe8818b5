import type { Tx } from '../../outbox/tx.js';
import { ALIASES, aliasKey, CONVERSATIONS, type ConversationRow } from './conversation-row.js';
import type { Tombstones } from './tombstones.js';

/** Where the other conversations of the same peer are to be looked for. */
export interface Traces {
  /** Keys of conversations, some of which may not exist. */
  conversations: string[];
  /** Keys of aliases that lead to some. */
  aliases: string[];
}

/**
 * Pure. Conversations know of each other since `samePeer` is kept. Of those that were joined before, one has an address that leads to
 * the other, and the other is found by its name, which follows from the address it was begun with.
 */
export function tracesOf({ account, aliases, samePeer = [] }: ConversationRow, tombstones: Tombstones): Traces {
  const names = aliases.flatMap((address) => tombstones.firstNames(account, address));
  return { conversations: [...samePeer, ...names], aliases: aliases.map((address) => aliasKey(account, address)) };
}

/** Conversations, and those that turned out to be of the same peers. */
export function withSamePeers(
  tx: Tx,
  conversations: readonly ConversationRow[],
  tombstones: Tombstones,
): ConversationRow[] {
  const all = new Map<string, ConversationRow>();
  const add = (conversation: ConversationRow | undefined): void => {
    if (!conversation || all.has(conversation.key)) return;
    all.set(conversation.key, conversation);
    const traces = tracesOf(conversation, tombstones);
    const led = traces.aliases.flatMap((key) => tx.get(ALIASES, key)?.conversation ?? []);
    for (const key of [...traces.conversations, ...led]) add(tx.get(CONVERSATIONS, key));
  };
  for (const conversation of conversations) add(conversation);
  return [...all.values()];
}
