import {
  type Account,
  type ProviderEvent,
  parseJson,
  type ReceivedEvent,
  unsupportedItem,
} from 'channelwright/adapter';
import { businessAddress, chatAddress, messageIdIn } from './addresses.js';
import { isServiceMessage } from './described-kinds.js';
import type { Chat, Message, User } from './message.js';
import { contentOf, nameOf } from './message-content.js';
import { type Reaction, type Update, update } from './update.js';

/** Who the update is for, and when it came: some updates do not say when they happened. */
export interface Receipt {
  account: Pick<Account, 'key'>;
  receivedAtMs: number;
}

/** An event without whose it is and which delivery of it. */
type Fact = ProviderEvent extends infer E
  ? E extends ProviderEvent
    ? Omit<E, 'account' | 'dedupeKey'>
    : never
  : never;

const SECOND_MS = 1000;
/** The pieces of an album come one right after the other. */
const ALBUM_WAIT_MS = 2_000;
/** A business account's bot may answer for so long after the customer's last message. Source: `BusinessBotRights.can_reply`. */
const BUSINESS_REPLY_MS = 24 * 3_600_000;

/** One webhook is one update. */
export function parseUpdateBytes(body: Uint8Array, to: Receipt): ReceivedEvent[] {
  const raw = parseJson(body);
  return raw === undefined ? [unparsable('not JSON', new TextDecoder().decode(body), to)] : parseUpdate(raw, to);
}

/**
 * One update, by whichever way it came. Those of kinds we do not know, and those nobody has to answer, are no events: they are
 * acknowledged and forgotten. Posts of channels are among them: they are publications, not conversations.
 */
export function parseUpdate(raw: unknown, to: Receipt): ReceivedEvent[] {
  const { data, error } = update.safeParse(raw);
  if (data === undefined) {
    const where = error.issues[0]?.path.join('.') || 'the update';
    return [unparsable(`${where} is not what the Bot API documents`, JSON.stringify(raw), to)];
  }
  const key = `update:${data.update_id}`;
  return factsOf(data, raw as Raw, to.receivedAtMs).map((fact, index) => ({
    ...fact,
    account: to.account.key,
    dedupeKey: index === 0 ? key : `${key}:${index}`,
  }));
}

/** The pieces of an update that may hold what the schema does not know. */
type Raw = { message?: object; business_message?: object };

function factsOf(data: Update, raw: Raw, nowMs: number): Fact[] {
  const { message, edited_message, business_message, edited_business_message, deleted_business_messages } = data;
  if (message !== undefined) return messageFacts(message, raw.message ?? {});
  if (edited_message !== undefined) return editFacts(edited_message, chatAddress(edited_message.chat.id));
  if (business_message !== undefined) return businessFacts(business_message, raw.business_message ?? {});
  if (edited_business_message !== undefined) {
    return editFacts(edited_business_message, businessAddress(edited_business_message.chat.id));
  }
  if (deleted_business_messages !== undefined) {
    const { chat, message_ids: ids } = deleted_business_messages;
    return ids.map((id) => ({ kind: 'deleted', of: messageIdIn(businessAddress(chat.id), id), atMs: nowMs }));
  }
  if (data.callback_query !== undefined) return tapFacts(data.callback_query, nowMs);
  if (data.message_reaction !== undefined) return reactionFacts(data.message_reaction);
  return data.my_chat_member === undefined ? [] : membershipFacts(data.my_chat_member);
}

function messageFacts(message: Message, raw: object): Fact[] {
  const { chat, migrate_to_chat_id: to, migrate_from_chat_id: from } = message;
  if (to !== undefined) return [{ kind: 'alias', from: chatAddress(chat.id), to: chatAddress(to) }];
  if (from !== undefined) return [{ kind: 'alias', from: chatAddress(from), to: chatAddress(chat.id) }];
  return said('message', message, raw, chatAddress(chat.id));
}

/** In a private chat the chat has the customer's number: what comes from another was written by the account's owner. */
function businessFacts(message: Message, raw: object): Fact[] {
  const { chat, from, date, business_connection_id: token } = message;
  const isEcho = from !== undefined && from.id !== chat.id;
  const facts = said(isEcho ? 'echo' : 'message', message, raw, businessAddress(chat.id));
  if (isEcho || token === undefined) return facts;
  const replyHandle = { token, expiresAtMs: date * SECOND_MS + BUSINESS_REPLY_MS };
  return facts.map((fact) => ({ ...fact, replyHandle }));
}

type Said = Extract<Fact, { kind: 'message' | 'echo' }>;

function said(kind: Said['kind'], message: Message, raw: object, conversation: Said['conversation']): Said[] {
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
function replyToOf({ reply_to_message: original }: Message, conversation: Said['conversation']): string | undefined {
  if (original === undefined || original.forum_topic_created !== undefined) return undefined;
  return messageIdIn(conversation, original.message_id);
}

/** Administrators may write in the name of the group, or of a channel. */
function authorOf({ chat, from, sender_chat }: Message, conversation: Said['conversation']): Said['from'] {
  if (sender_chat !== undefined) return named(chatAddress(sender_chat.id), sender_chat.title);
  return from === undefined || from.id === chat.id ? named(conversation, from && nameOf(from)) : person(from);
}

function person(from: User): Said['from'] {
  return named(chatAddress(from.id), nameOf(from));
}

function named(address: Said['conversation'], name: string | undefined): Said['from'] {
  return name === undefined ? address : { ...address, name };
}

/** A live location is edited every few seconds; where somebody is now is not what they said. */
function editFacts(message: Message, conversation: Said['conversation']): Fact[] {
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

/** An inline button was tapped (a bot of ours makes none, but another program may use the same bot): what stood on it. */
function tapFacts({ id, from, message, data }: NonNullable<Update['callback_query']>, nowMs: number): Fact[] {
  if (message === undefined || data === undefined) return [];
  const buttons = message.reply_markup?.inline_keyboard?.flat() ?? [];
  const text = buttons.find((button) => button.callback_data === data)?.text ?? data;
  const { chat, business_connection_id: business } = message;
  const conversation = business === undefined ? chatAddress(chat.id) : businessAddress(chat.id);
  return [
    {
      kind: 'message',
      id: `tap:${id}`,
      atMs: nowMs,
      conversation,
      from: from.id === chat.id ? named(conversation, nameOf(from)) : person(from),
      content: [{ kind: 'text', text }],
      replyTo: messageIdIn(conversation, message.message_id),
    },
  ];
}

/** Whoever reacted: what is said of it in a group belongs to the group, also where we never saw the message. */
function reactionFacts({
  chat,
  message_id,
  old_reaction,
  new_reaction,
}: NonNullable<Update['message_reaction']>): Fact[] {
  const before = old_reaction.map(nameOfReaction);
  const now = new_reaction.map(nameOfReaction);
  const emoji = now.find((name) => !before.includes(name)) ?? now[0];
  const from = chatAddress(chat.id);
  const of = messageIdIn(from, message_id);
  return [emoji === undefined ? { kind: 'reaction', of, from } : { kind: 'reaction', of, from, emoji }];
}

/** A custom emoji is a picture that has only a number; a paid reaction is a star. */
function nameOfReaction({ type, emoji }: Reaction): string {
  return emoji ?? (type === 'paid' ? '⭐' : 'a custom emoji');
}

/** In a private chat: the customer has stopped the bot, or started it again. In a group: it was put out, or let in. */
function membershipFacts({ chat, new_chat_member: now }: NonNullable<Update['my_chat_member']>): Fact[] {
  if (isChannel(chat)) return [];
  const peer = chatAddress(chat.id);
  const isOut = now.status === 'kicked' || now.status === 'left' || now.can_send_messages === false;
  return [{ kind: isOut ? 'optOut' : 'optIn', peer }];
}

function isChannel({ type }: Chat): boolean {
  return type === 'channel';
}

function unparsable(detail: string, raw: string, { account }: Receipt): ReceivedEvent {
  return { kind: 'unparsable', account: account.key, detail, raw };
}
