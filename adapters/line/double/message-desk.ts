import type { Clock } from 'channelwright/adapter';
import type { Delivered, DoubleAnswer } from 'channelwright/double';
import { BotBook } from './bot-book.js';
import type { DoubleBot } from './double-options.js';
import { readMessages, type TakenMessage } from './message-rules.js';

const RETRY_KEY_MS = 24 * 3_600_000;
const REPLY_TOKEN_MS = 60_000;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const RECIPIENT = /^[UCR][0-9a-f]{32}$/;

/** A message on a phone. */
export interface DeliveredMessage extends Delivered {
  /** The bot it came from. */
  from: string;
  /** The call that brought it, perhaps with others. */
  requestId: string;
  /** The message object as it was taken. */
  message: TakenMessage;
}

interface Acceptance {
  requestId: string;
  sentMessages: { id: string; quoteToken: string }[];
  atMs: number;
}

interface ReplyToken {
  bot: string;
  to: string;
  expiresAtMs: number;
}

/** Takes what bots send, as LINE would: checks it, counts it, remembers retry keys, and puts it on phones. */
export class MessageDesk {
  readonly delivered: DeliveredMessage[] = [];
  /** Users who blocked a bot: LINE takes messages for them, and nothing arrives. */
  readonly blocked = new Set<string>();
  /** Recipients LINE no longer knows. */
  readonly gone = new Set<string>();
  readonly bots: BotBook;
  readonly #accepted = new Map<string, Acceptance>();
  readonly #replyTokens = new Map<string, ReplyToken>();
  #issued = 0;

  constructor(
    bots: readonly DoubleBot[],
    private readonly time: Clock,
  ) {
    this.bots = new BotBook(bots);
  }

  /** A number that was never given before. */
  nextNumber(): number {
    this.#issued += 1;
    return this.#issued;
  }

  newMessageId(): string {
    return String(500_000_000_000_000_000n + BigInt(this.nextNumber()));
  }

  /** Whether what a bot sends to a user arrives. */
  hears(bot: string, user: string): boolean {
    return !this.gone.has(user) && !this.blocked.has(`${bot}/${user}`);
  }

  /** With which a bot may answer once, for a minute. */
  newReplyToken(bot: string, to: string): string {
    const token = `reply${this.nextNumber().toString().padStart(27, '0')}`;
    this.#replyTokens.set(token, { bot, to, expiresAtMs: this.time.now() + REPLY_TOKEN_MS });
    return token;
  }

  /** To whom a reply by this token would go. */
  peerOf(replyToken: unknown): string | undefined {
    return this.#replyTokens.get(String(replyToken))?.to;
  }

  push(bot: DoubleBot, body: { to?: unknown; messages?: unknown }, retryKey: string | undefined): DoubleAnswer {
    if (retryKey !== undefined && !UUID.test(retryKey)) return refuse(400, 'The retry key is not a UUID');
    const keyed = retryKey === undefined ? undefined : `${bot.botUserId}/${retryKey.toLowerCase()}`;
    const before = keyed === undefined ? undefined : this.#acceptedBefore(keyed);
    if (before !== undefined) return conflict(before, this.#newRequestId());
    const { to } = body;
    if (typeof to !== 'string' || !RECIPIENT.test(to)) {
      return refuse(400, "The property, 'to', in the request body is invalid (line: -, column: -)");
    }
    if (this.gone.has(to)) return refuse(400, 'Failed to send messages');
    const messages = readMessages(body.messages);
    if (!Array.isArray(messages)) return { status: 400, body: messages };
    if (!this.bots.takesOne(bot.botUserId)) return refuse(429, 'You have reached your monthly limit.');
    const acceptance = this.#accept(bot, to, messages);
    if (keyed !== undefined) this.#accepted.set(keyed, acceptance);
    return answer(acceptance);
  }

  reply(bot: DoubleBot, body: { replyToken?: unknown; messages?: unknown }): DoubleAnswer {
    const token = String(body.replyToken);
    const known = this.#replyTokens.get(token);
    if (known === undefined || known.bot !== bot.botUserId || known.expiresAtMs <= this.time.now()) {
      return refuse(400, 'Invalid reply token');
    }
    const messages = readMessages(body.messages);
    if (!Array.isArray(messages)) return { status: 400, body: messages };
    this.#replyTokens.delete(token);
    return answer(this.#accept(bot, known.to, messages));
  }

  #acceptedBefore(key: string): Acceptance | undefined {
    const before = this.#accepted.get(key);
    if (before !== undefined && before.atMs + RETRY_KEY_MS > this.time.now()) return before;
    this.#accepted.delete(key);
    return undefined;
  }

  #accept(bot: DoubleBot, to: string, messages: TakenMessage[]): Acceptance {
    const atMs = this.time.now();
    const requestId = this.#newRequestId();
    const sentMessages = messages.map((message) => {
      const id = this.newMessageId();
      if (!this.blocked.has(`${bot.botUserId}/${to}`)) {
        const text = textOf(message);
        this.delivered.push({
          id,
          to,
          kind: message.type,
          atMs,
          from: bot.botUserId,
          requestId,
          message,
          ...(text !== undefined && { text }),
        });
      }
      return { id, quoteToken: `quote-${id}` };
    });
    return { requestId, sentMessages, atMs };
  }

  #newRequestId(): string {
    return `00000000-0000-4000-8000-${this.nextNumber().toString(16).padStart(12, '0')}`;
  }
}

function textOf(message: TakenMessage): string | undefined {
  if (message.type === 'text') return message.text;
  return message.type === 'location' ? `${message.title}, ${message.address}` : undefined;
}

export function refuse(status: number, message: string): DoubleAnswer {
  return { status, body: { message } };
}

function answer({ requestId, sentMessages }: Acceptance): DoubleAnswer {
  return { status: 200, body: { sentMessages }, headers: { 'x-line-request-id': requestId } };
}

/** Source: LINE, "Retry failed API requests". */
function conflict({ requestId, sentMessages }: Acceptance, newRequestId: string): DoubleAnswer {
  return {
    status: 409,
    body: { message: 'The retry key is already accepted', sentMessages },
    headers: { 'x-line-request-id': newRequestId, 'x-line-accepted-request-id': requestId },
  };
}
