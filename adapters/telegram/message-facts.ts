import { type Address, type MessageEvent, type ProviderFact, unsupportedItem } from 'channelwright/adapter';
import { businessAddress, chatAddress, messageIdIn } from './addresses.js';
import { isServiceMessage } from './described-kinds.js';
import type { Message, User } from './message.js';
import { contentOf, nameOf } from './message-content.js';

const SECOND_MS = 1000;
/** The pieces of an album come one right after the other. */
const ALBUM_WAIT_MS = 2_000;
/** A business account's bot may answer for so long after the customer's last message. Source: `BusinessBotRights.can_reply`. */
const BUSINESS_REPLY_MS = 24 * 3_600_000;

/** @param raw the message as it came, which may hold kinds that the schema drops */
export function messageFacts(message: Message, raw: object): ProviderFact[] {
  const { chat, migrate_to_chat_id: to, migrate_from_chat_id: from } = message;
  if (to !== undefined) return [{ kind: 'alias', from: chatAddress(chat.id), to: chatAddress(to) }];
  if (from !== undefined) return [{ kind: 'alias', from: chatAddress(from), to: chatAddress(chat.id) }];
  const facts = said('message', message, raw, chatAddress(chat.id));
  // Who has stopped the bot cannot write to it. A group may still be heard in which the bot may not write.
  return chat.type === 'private' ? facts.map((fact) => ({ ...fact, optIn: true })) : facts;
}

/**
 * In a private chat the chat has the customer's number: what comes from another was written by the account's owner. Who has
 * blocked the owner cannot write either, and no update says when that is over.
 */
export function businessFacts(message: Message, raw: object): ProviderFact[] {
  const { chat, from, date, business_connection_id: token } = message;
  const isEcho = from !== undefined && from.id !== chat.id;
  const facts = said(isEcho ? 'echo' : 'message', message, raw, businessAddress(chat.id));
  if (isEcho) return facts;
  const replyHandle = token && { token, expiresAtMs: date * SECOND_MS + BUSINESS_REPLY_MS };
  return facts.map((fact) => ({ ...fact, optIn: true, ...(replyHandle && { replyHandle }) }));
}

function said(kind: MessageEvent['kind'], message: Message, raw: object, conversation: Address): MessageEvent[] {
  const content = contentOf(message);
  if (content.length === 0) {
    if (isServiceMessage(raw)) return [];
    content.push(unsupportedItem('Sent something that cannot be shown here'));
  }
  const { message_id: id, date, media_group_id: album } = message;
  const replyTo = replyToOf(message, conversation);
  return [
    {
      kind,
      id: messageIdIn(conversation, id),
      atMs: date * SECOND_MS,
      conversation,
      from: authorOf(message, conversation),
      content,
      sequence: id,
      ...(replyTo === undefined ? {} : { replyTo }),
      ...(album === undefined
        ? {}
        : { fragment: { key: `${conversation.value}:album:${album}`, index: id, waitMs: ALBUM_WAIT_MS } }),
    },
  ];
}

/** In a forum every message answers the one that opened its topic. */
function replyToOf({ reply_to_message: original }: Message, conversation: Address): string | undefined {
  if (original === undefined || original.forum_topic_created !== undefined) return undefined;
  return messageIdIn(conversation, original.message_id);
}

/** Administrators may write in the name of the group, or of a channel. */
function authorOf({ chat, from, sender_chat }: Message, conversation: Address): MessageEvent['from'] {
  if (sender_chat !== undefined) return named(chatAddress(sender_chat.id), sender_chat.title);
  return from === undefined || from.id === chat.id ? named(conversation, from && nameOf(from)) : person(from);
}

export function person(from: User): MessageEvent['from'] {
  return named(chatAddress(from.id), nameOf(from));
}

export function named(address: Address, name: string | undefined): MessageEvent['from'] {
  return name === undefined ? address : { ...address, name };
}

/** A live location is edited every few seconds; where somebody is now is not what they said. */
export function editFacts(message: Message, conversation: Address): ProviderFact[] {
  const { message_id: id, edit_date: atSeconds, location } = message;
  if (location !== undefined) return [];
  const content = contentOf(message);
  if (content.length === 0) return [];
  return [
    {
      kind: 'edited',
      of: messageIdIn(conversation, id),
      content,
      ...(atSeconds === undefined ? {} : { atMs: atSeconds * SECOND_MS }),
    },
  ];
}
