import type { Bot } from './bot.js';
import type { DoubleChat } from './chats.js';

/** Where and how somebody writes. */
export interface Writing {
  /** The person: a user id. */
  from: number;
  /** A group; the person's own chat with the bot where absent. */
  chat?: number;
  /** The name that the person has. */
  name?: string;
  /** Seconds since the epoch; now where absent. */
  date?: number;
}

/** The content of a message, as `Message` has it: `text`, `photo`, `contact`, `reply_to_message` … */
export type MessageFields = Record<string, unknown>;

/** Plays the people on the other side of one bot. */
export class Customers {
  constructor(private readonly bot: Bot) {}

  /** @returns the message's number in its chat */
  writes(writing: Writing, fields: MessageFields): number {
    const { bot } = this;
    const chat = bot.chats.open(writing.chat ?? writing.from);
    if (writing.name !== undefined) bot.chats.rename(writing.from, { first_name: writing.name });
    chat.lastMessageId += 1;
    chat.lastInboundAtMs = bot.nowSeconds() * 1000;
    bot.tell(chat.id, 'message', { ...this.#frame(chat, writing), ...fields });
    return chat.lastMessageId;
  }

  edits(writing: Writing, messageId: number, fields: MessageFields): void {
    const chat = this.bot.chats.open(writing.chat ?? writing.from);
    const edited = { message_id: messageId, edit_date: this.bot.nowSeconds() };
    this.bot.tell(chat.id, 'edited_message', { ...this.#frame(chat, writing), ...edited, ...fields });
  }

  reacts(from: number, messageId: number, emoji: string | undefined): void {
    const chat = this.bot.chats.open(from);
    this.bot.tell(chat.id, 'message_reaction', {
      chat: this.bot.chats.shown(chat),
      message_id: messageId,
      user: this.bot.chats.user(from),
      date: this.bot.nowSeconds(),
      old_reaction: emoji === undefined ? [{ type: 'emoji', emoji: '👍' }] : [],
      new_reaction: emoji === undefined ? [] : [{ type: 'emoji', emoji }],
    });
  }

  /** The person stops the bot, or starts it again. */
  stops(from: number): void {
    const chat = this.bot.chats.open(from, { forbidden: 'bot was blocked by the user' });
    this.#membership(chat, from, 'member', 'kicked');
  }

  startsAgain(from: number): void {
    const chat = this.bot.chats.open(from);
    delete chat.forbidden;
    this.#membership(chat, from, 'kicked', 'member');
  }

  /** A group becomes a supergroup. @returns its new number */
  upgrade(groupId: number, options: { tell: boolean }): number {
    const group = this.bot.chats.open(groupId);
    const chat = this.bot.chats.open(Number(`-100${Math.abs(groupId)}`), {
      type: 'supergroup',
      ...(group.title === undefined ? {} : { title: group.title }),
    });
    group.migratedTo = chat.id;
    if (options.tell) {
      const by = { from: Math.abs(groupId) };
      this.bot.tell(groupId, 'message', { ...this.#frame(group, by), migrate_to_chat_id: chat.id });
      this.bot.tell(chat.id, 'message', { ...this.#frame(chat, by), migrate_from_chat_id: groupId });
    }
    return chat.id;
  }

  /** Somebody writes in a chat of the business account: its customer, or its owner with the own telephone. */
  writesToBusiness(connectionId: string, customer: number, fields: MessageFields, byOwner = false): number {
    const { bot } = this;
    const business = bot.businesses.find((known) => known.connectionId === connectionId);
    if (business === undefined) throw new Error(`the double has no business connection ${connectionId}`);
    const chat = bot.businessChats.open(customer);
    chat.lastMessageId += 1;
    if (!byOwner) chat.lastInboundAtMs = bot.nowSeconds() * 1000;
    const message = {
      message_id: chat.lastMessageId,
      business_connection_id: connectionId,
      from: bot.businessChats.user(byOwner ? business.ownerId : customer),
      chat: bot.businessChats.shown(chat),
      date: bot.nowSeconds(),
      ...fields,
    };
    bot.tell(chat.id, 'business_message', message, `business:${chat.id}`);
    return chat.lastMessageId;
  }

  #frame(chat: DoubleChat, { from, date }: Writing) {
    const { chats } = this.bot;
    return {
      message_id: chat.lastMessageId,
      from: chats.user(from),
      chat: chats.shown(chat),
      date: date ?? this.bot.nowSeconds(),
    };
  }

  #membership(chat: DoubleChat, from: number, before: string, now: string): void {
    const member = (status: string) => ({
      status,
      user: this.bot.self,
      ...(status === 'kicked' ? { until_date: 0 } : {}),
    });
    this.bot.tell(chat.id, 'my_chat_member', {
      chat: this.bot.chats.shown(chat),
      from: this.bot.chats.user(from),
      date: this.bot.nowSeconds(),
      old_chat_member: member(before),
      new_chat_member: member(now),
    });
  }
}
