import { BotApiError, badRequest } from './bot-api-error.js';

/** A person, as Telegram's objects show one. */
export interface DoubleUser {
  id: number;
  is_bot: boolean;
  first_name: string;
  last_name?: string;
  username?: string;
}

/** A chat as the bot sees it. */
export interface DoubleChat {
  id: number;
  type: 'private' | 'group' | 'supergroup';
  title?: string;
  /** Why nothing can be sent to it, in Telegram's words behind "Forbidden: ". */
  forbidden?: string;
  migratedTo?: number;
  lastMessageId: number;
  /** When the person last wrote, ms. */
  lastInboundAtMs?: number;
}

/** The chats of one bot, and those of a business account that it answers for. */
export class ChatBook {
  readonly #chats = new Map<number, DoubleChat>();
  readonly #users = new Map<number, DoubleUser>();

  user(id: number): DoubleUser {
    const known = this.#users.get(id) ?? { id, is_bot: false, first_name: `Customer ${id}` };
    this.#users.set(id, known);
    return known;
  }

  rename(id: number, names: Partial<Omit<DoubleUser, 'id'>>): void {
    this.#users.set(id, { ...this.user(id), ...names });
  }

  /** Made where there is none: the person starts the bot, or the bot is let into the group. */
  open(id: number, more: Partial<DoubleChat> = {}): DoubleChat {
    const known = this.#chats.get(id) ?? { id, type: id > 0 ? 'private' : 'group', lastMessageId: 0 };
    const chat = Object.assign(known, more);
    this.#chats.set(id, chat);
    return chat;
  }

  /** The chat to which something is sent. @throws BotApiError where Telegram would not take it */
  target(chatId: string | undefined): DoubleChat {
    if (chatId === undefined || chatId === '') throw badRequest('chat_id is empty');
    const chat = this.#chats.get(Number(chatId));
    if (chat === undefined) throw badRequest('chat not found');
    if (chat.migratedTo !== undefined) {
      const why = 'Bad Request: group chat was upgraded to a supergroup chat';
      throw new BotApiError(400, why, { migrate_to_chat_id: chat.migratedTo });
    }
    if (chat.forbidden !== undefined) throw new BotApiError(403, `Forbidden: ${chat.forbidden}`);
    return chat;
  }

  /** As `Chat` objects show it. */
  shown({ id, type, title }: DoubleChat): Record<string, unknown> {
    if (type !== 'private') return { id, type, title: title ?? `Group ${id}` };
    const { first_name, last_name, username } = this.user(id);
    return { id, type, first_name, ...(last_name ? { last_name } : {}), ...(username ? { username } : {}) };
  }
}
