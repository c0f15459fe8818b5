import type { Clock } from 'channelwright/adapter';
import type { BackgroundWork, Delivered } from 'channelwright/double';
import { BotApiError } from './bot-api-error.js';
import { ChatBook, type DoubleChat } from './chats.js';
import { FileBox } from './file-box.js';
import type { ParsedEntity } from './parse-html.js';
import type { Markup } from './reply-markup.js';
import { type CallParams, jsonParam, numberParam, textParam, type Upload } from './request-params.js';
import { checkBusinessChat, SEND_METHODS, type Sending } from './send-methods.js';
import { UpdateQueue } from './updates.js';
import { Webhook } from './webhook.js';

/** What somebody really got. */
export interface DeliveredMessage extends Delivered {
  entities?: ParsedEntity[];
  markup?: Markup;
  file?: Upload;
  /** Where it was sent in the name of a business account. */
  businessConnection?: string;
}

/** A connected business account that the bot answers for. */
export interface BusinessAccount {
  connectionId: string;
  /** The user id of its owner. */
  ownerId: number;
}

/** One bot and everything Telegram knows of it. */
export class Bot {
  readonly chats = new ChatBook();
  /** The chats of the business account have the numbers of the same people. */
  readonly businessChats = new ChatBook();
  readonly businesses: BusinessAccount[] = [];
  readonly files = new FileBox();
  readonly delivered: DeliveredMessage[] = [];
  readonly queue: UpdateQueue;
  readonly webhook: Webhook;
  readonly id: number;
  #allowed: readonly string[] | undefined;

  constructor(
    readonly token: string,
    readonly username: string,
    work: BackgroundWork,
    private readonly time: Clock,
  ) {
    this.id = Number(token.slice(0, token.indexOf(':')));
    this.queue = new UpdateQueue(time, work.signal, 1_000_001);
    this.webhook = new Webhook(this.queue, work, time);
  }

  get self() {
    return { id: this.id, is_bot: true, first_name: 'Double', username: this.username };
  }

  nowSeconds(): number {
    return Math.floor(this.time.now() / 1000);
  }

  /** Adds an update, unless it is of a kind that was not asked for. Reactions come only when they are. */
  tell(chatId: number, kind: string, payload: unknown, queue = String(chatId)): void {
    const isWanted = this.#allowed === undefined ? kind !== 'message_reaction' : this.#allowed.includes(kind);
    if (isWanted) this.queue.add(queue, { [kind]: payload });
  }

  /** @param method in lower case @throws BotApiError */
  call(method: string, params: CallParams): unknown {
    const reader = SEND_METHODS[method];
    if (reader !== undefined) return this.#send(reader, params);
    switch (method) {
      case 'getme':
        return {
          ...this.self,
          can_join_groups: true,
          can_read_all_group_messages: false,
          supports_inline_queries: false,
        };
      case 'getupdates':
        return this.#getUpdates(params);
      case 'setwebhook':
        return this.#setWebhook(params);
      case 'deletewebhook':
        this.webhook.set(undefined);
        return true;
      case 'getwebhookinfo':
        return { url: this.webhook.setting?.url ?? '', pending_update_count: this.queue.pending.length };
      case 'getfile':
        return this.files.described(textParam(params, 'file_id'));
      default:
        throw new BotApiError(404, 'Not Found: method not found');
    }
  }

  #getUpdates(params: CallParams): unknown {
    if (this.webhook.setting !== undefined) throw new BotApiError(409, WEBHOOK_IS_SET);
    this.#allow(jsonParam(params, 'allowed_updates'));
    const limit = numberParam(params, 'limit') ?? 100;
    return this.queue.poll(numberParam(params, 'offset') ?? 0, limit, numberParam(params, 'timeout') ?? 0);
  }

  #setWebhook(params: CallParams): true {
    const url = textParam(params, 'url') ?? '';
    this.#allow(jsonParam(params, 'allowed_updates'));
    this.webhook.set(url === '' ? undefined : { url, secret: textParam(params, 'secret_token') });
    return true;
  }

  #allow(given: unknown): void {
    if (Array.isArray(given)) this.#allowed = given.length === 0 ? undefined : given.map(String);
  }

  #send(reader: (params: CallParams) => Sending, params: CallParams): Record<string, unknown> {
    const connection = textParam(params, 'business_connection_id');
    const chat = (connection === undefined ? this.chats : this.businessChats).target(textParam(params, 'chat_id'));
    const business = this.businesses.find(({ connectionId }) => connectionId === connection);
    if (connection !== undefined) checkBusinessChat(chat, business !== undefined, this.time.now());
    const sending = reader(params);
    const message = this.#messageIn(chat, sending, business);
    this.#deliver(message.message_id, chat, sending, business);
    if (business !== undefined) this.tell(chat.id, 'business_message', message, `business:${chat.id}`);
    return message;
  }

  #messageIn(chat: DoubleChat, { fields, markup }: Sending, business: BusinessAccount | undefined) {
    const book = business === undefined ? this.chats : this.businessChats;
    const byOwner = business && {
      business_connection_id: business.connectionId,
      sender_business_bot: this.self,
      from: this.businessChats.user(business.ownerId),
    };
    chat.lastMessageId += 1;
    return {
      message_id: chat.lastMessageId,
      from: this.self,
      chat: book.shown(chat),
      date: this.nowSeconds(),
      ...fields,
      ...(markup !== undefined && 'inline_keyboard' in markup ? { reply_markup: markup } : {}),
      ...byOwner,
    };
  }

  #deliver(messageId: number, chat: DoubleChat, sending: Sending, business: BusinessAccount | undefined): void {
    const { kind, text, entities, markup, file } = sending;
    this.delivered.push({
      id: `${chat.id}:${messageId}`,
      to: String(chat.id),
      kind,
      atMs: this.time.now(),
      ...(text === undefined ? {} : { text }),
      ...(entities === undefined || entities.length === 0 ? {} : { entities }),
      ...(markup === undefined ? {} : { markup }),
      ...(file === undefined ? {} : { file }),
      ...(business === undefined ? {} : { businessConnection: business.connectionId }),
    });
  }
}

const WEBHOOK_IS_SET =
  "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first";
