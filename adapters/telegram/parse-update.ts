import { type Account, type ProviderFact, parseJson, type ReceivedEvent } from 'channelwright/adapter';
import { businessAddress, chatAddress, messageIdIn } from './addresses.js';
import { nameOf } from './message-content.js';
import { businessFacts, editFacts, messageFacts, named, person } from './message-facts.js';
import { type Reaction, type Update, update } from './update.js';

/** Who the update is for, and when it came: some updates do not say when they happened. */
export interface Receipt {
  account: Pick<Account, 'key'>;
  receivedAtMs: number;
}

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

function factsOf(data: Update, raw: Raw, nowMs: number): ProviderFact[] {
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

/** An inline button was tapped (a bot of ours makes none, but another program may use the same bot): what stood on it. */
function tapFacts({ id, from, message, data }: NonNullable<Update['callback_query']>, nowMs: number): ProviderFact[] {
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
}: NonNullable<Update['message_reaction']>): ProviderFact[] {
  const before = old_reaction.map(nameOfReaction);
  const now = new_reaction.map(nameOfReaction);
  const from = chatAddress(chat.id);
  const of = messageIdIn(from, message_id);
  if (now.length === 0) return [{ kind: 'reaction', of, from }];
  // Of several, one may have been taken back: the others were told of before.
  const emoji = now.find((name) => !before.includes(name));
  return emoji === undefined ? [] : [{ kind: 'reaction', of, from, emoji }];
}

/** A custom emoji is a picture that has only a number; a paid reaction is a star. */
function nameOfReaction({ type, emoji }: Reaction): string {
  return emoji ?? (type === 'paid' ? '⭐' : 'a custom emoji');
}

/** In a private chat: the customer has stopped the bot, or started it again. In a group: it was put out, or let in. */
function membershipFacts({ chat, new_chat_member: now }: NonNullable<Update['my_chat_member']>): ProviderFact[] {
  if (chat.type === 'channel') return [];
  const peer = chatAddress(chat.id);
  const isOut = now.status === 'kicked' || now.status === 'left' || now.can_send_messages === false;
  return [{ kind: isOut ? 'optOut' : 'optIn', peer }];
}

function unparsable(detail: string, raw: string, { account }: Receipt): ReceivedEvent {
  return { kind: 'unparsable', account: account.key, detail, raw };
}
