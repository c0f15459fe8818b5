import { clip } from '../../adapter/clip.js';
import type { Address } from '../../contract/address.js';
import { sameAddress } from '../accounts/same-address.js';
import type { ConversationRow, PeerName } from './conversation-row.js';
import { isPeerOf } from './conversations.js';

/** A conversation keeps no more names than these: everybody in a group who writes has one. */
const MOST_NAMES = 50;
/** In UTF-16 units. */
const LONGEST_NAME = 100;
/** How long an answer of a provider is good: people change their names. */
const ANSWER_MS = 7 * 24 * 3_600_000;
/** How long a provider that could not say is left alone. */
const FAILURE_MS = 60_000;

/** What a provider said when it was asked for a name. */
export type NameAnswer = { kind: 'answered'; name?: string } | { kind: 'failed'; code: string };

/** What is known of the name of somebody who writes in a conversation. */
export function nameOf(conversation: ConversationRow, peer: Address): PeerName | undefined {
  const known = knownBy(conversation, peer);
  return conversation.names?.find((each) => sameAddress(each.peer, known));
}

/** Whether the provider may be asked for a name now. */
export function mayAskName(known: PeerName | undefined, nowMs: number): boolean {
  return known === undefined || (known.askAgainAtMs !== undefined && known.askAgainAtMs <= nowMs);
}

/** The conversation after an event that said, or did not say, what its author is called. */
export function withNameTold(
  conversation: ConversationRow,
  { name: told, ...peer }: Address & { name?: string },
): ConversationRow {
  const name = readableName(told);
  return name === undefined ? conversation : withName(conversation, { peer, name });
}

/** The conversation after an answer of the provider. A name we have outlives an answer without one; one that an event told stays. */
export function withNameAnswer(
  conversation: ConversationRow,
  peer: Address,
  answer: NameAnswer,
  nowMs: number,
): ConversationRow {
  const before = nameOf(conversation, peer);
  if (before !== undefined && before.askAgainAtMs === undefined) return conversation;
  const name = (answer.kind === 'answered' ? answer.name : undefined) ?? before?.name;
  const askAgainAtMs = nowMs + (answer.kind === 'answered' ? ANSWER_MS : FAILURE_MS);
  return withName(conversation, { peer, askAgainAtMs, ...(name !== undefined && { name }) });
}

function withName(conversation: ConversationRow, entry: PeerName): ConversationRow {
  const peer = knownBy(conversation, entry.peer);
  const others = (conversation.names ?? []).filter((each) => !sameAddress(each.peer, peer));
  return { ...conversation, names: [...others, { ...entry, peer }].slice(-MOST_NAMES) };
}

/** A peer of several addresses has one name. The first address stays the first. */
function knownBy(conversation: ConversationRow, { type, value }: Address): Address {
  const first = conversation.aliases[0];
  return first && isPeerOf(conversation, { type, value }) ? first : { type, value };
}

/** One line of bounded length. Adapters in JavaScript may hand over anything. */
export function readableName(name: unknown): string | undefined {
  if (typeof name !== 'string') return undefined;
  return clip(name.replace(/\s+/g, ' ').trim(), LONGEST_NAME) || undefined;
}
