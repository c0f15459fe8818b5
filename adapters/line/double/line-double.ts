import type { Clock } from 'channelwright/adapter';
import {
  BackgroundWork,
  type CustomerText,
  type DoubleFault,
  DoubleServer,
  FaultQueue,
  type ProviderDouble,
  systemTime,
  WebhookSender,
  type WebhookTry,
  withControls,
} from 'channelwright/double';
import { apiRoutes, CALLS, type LineCall } from './api-routes.js';
import { ContentStore, type SentFile } from './content-store.js';
import { doubleOptions, type LineDoubleOptions } from './double-options.js';
import { EventDesk, type Source, type WebhookEvent } from './event-desk.js';
import { type DeliveredMessage, MessageDesk } from './message-desk.js';
import { People } from './people.js';

/** What a customer sends that is no plain text. */
export interface CustomerMessage {
  from: string;
  /** Which bot. Default: the first. */
  to?: string;
  /** Written in this group. */
  group?: string;
  /** LINE's message object, without its id. */
  message: { type: string; [member: string]: unknown };
  /** The bytes behind it. */
  file?: SentFile;
}

/** What became of it. */
export interface CustomerResult {
  id: string;
  webhook: WebhookTry;
}

/**
 * LINE on this machine: takes and delivers messages, remembers retry keys for a day, counts the month, signs its webhooks,
 * and fails when it is told to. For tests and demos.
 */
export class LineDouble implements ProviderDouble {
  readonly #work = new BackgroundWork();
  readonly #faults = new FaultQueue<LineCall>(CALLS);
  readonly #contents = new ContentStore();
  readonly #people = new People();
  readonly #sender: WebhookSender;
  readonly #desk: MessageDesk;
  readonly #events: EventDesk;
  #server: DoubleServer | undefined;

  private constructor(
    private readonly options: ReturnType<typeof doubleOptions.parse>,
    private readonly time: Clock,
  ) {
    const { signal } = this.#work;
    this.#sender = new WebhookSender(time, signal);
    this.#desk = new MessageDesk(options.bots, time);
    const { redeliverAfterMs } = options;
    const nextNumber = () => this.#desk.nextNumber();
    this.#events = new EventDesk({ sender: this.#sender, time, signal, redeliverAfterMs, nextNumber });
  }

  static async start(input: LineDoubleOptions, time: Clock = systemTime): Promise<LineDouble> {
    const double = new LineDouble(doubleOptions.parse(input), time);
    await double.#listen();
    return double;
  }

  /** What goes into `apiBaseUrl` and into `dataBaseUrl`. */
  get url(): string {
    return this.#server?.url ?? '';
  }

  get webhookUrl(): string | undefined {
    return this.#events.webhookUrl;
  }

  set webhookUrl(url: string | undefined) {
    this.#events.webhookUrl = url;
  }

  get delivered(): readonly DeliveredMessage[] {
    return this.#desk.delivered;
  }

  get webhooks(): readonly WebhookTry[] {
    return this.#sender.tries;
  }

  fault(fault: DoubleFault<LineCall>): void {
    this.#faults.add(fault);
  }

  /** A user writes to a bot. */
  customerWrites({ from, text, to }: CustomerText): Promise<CustomerResult> {
    return this.customerSends({
      from,
      message: { type: 'text', text, quoteToken: 'q' },
      ...(to !== undefined && { to }),
    });
  }

  /** A user sends a picture, a place, a sticker … Resolves when the webhook was taken or given up. */
  async customerSends({ from, to, group, message, file }: CustomerMessage): Promise<CustomerResult> {
    const bot = this.#desk.bots.named(to);
    const id = this.#desk.newMessageId();
    if (file !== undefined) this.#contents.keep(id, bot.botUserId, file);
    const source: Source =
      group === undefined ? { type: 'user', userId: from } : { type: 'group', groupId: group, userId: from };
    const replyToken = this.#desk.newReplyToken(bot.botUserId, group ?? from);
    const event = { type: 'message', source, replyToken, message: { id, ...message } };
    return { id, webhook: await this.happens([event], bot.botUserId) };
  }

  /** A user adds the bot as a friend, or takes a block back. */
  follow(from: string, to?: string): Promise<WebhookTry> {
    const { botUserId } = this.#desk.bots.named(to);
    const isUnblocked = this.#desk.blocked.delete(`${botUserId}/${from}`);
    return this.happens([{ type: 'follow', source: userSource(from), follow: { isUnblocked } }], to);
  }

  /** A user blocks the bot: what is sent from now on is taken, and does not arrive. */
  unfollow(from: string, to?: string): Promise<WebhookTry> {
    this.#desk.blocked.add(`${this.#desk.bots.named(to).botUserId}/${from}`);
    return this.happens([{ type: 'unfollow', source: userSource(from) }], to);
  }

  /** A user takes a message back. */
  unsend(from: string, messageId: string, to?: string): Promise<WebhookTry> {
    this.#contents.forget(messageId);
    return this.happens([{ type: 'unsend', source: userSource(from), unsend: { messageId } }], to);
  }

  /** Any events in one batch, and the same ones again where their `webhookEventId` is given. None: the console's "Verify". */
  happens(events: readonly WebhookEvent[], to?: string): Promise<WebhookTry> {
    return this.#work.track(this.#events.post(this.#desk.bots.named(to), events));
  }

  /** What a user or a group is called from now on. Who was never named has no profile that a bot may see. */
  callsItself(id: string, name: string): void {
    this.#people.callsItself(id, name);
  }

  /** Of whom bots wanted to know the name, in order. */
  get namesAsked(): readonly string[] {
    return this.#people.asked;
  }

  /** LINE no longer knows this user: messages to it are refused. */
  forget(user: string): void {
    this.#desk.gone.add(user);
  }

  /** The month begins anew, or another plan does. Undefined: without a limit. */
  setQuota(quota: number | undefined, botUserId?: string): void {
    this.#desk.bots.setQuota(quota, botUserId);
  }

  settled(): Promise<void> {
    return this.#work.settled();
  }

  async stop(): Promise<void> {
    await this.#server?.close();
    await this.#work.stop();
  }

  async #listen(): Promise<void> {
    const api = apiRoutes({
      desk: this.#desk,
      contents: this.#contents,
      people: this.#people,
      faults: this.#faults,
      work: this.#work,
      time: this.time,
    });
    this.#server = await DoubleServer.listen(this.options.port, withControls(this, api));
  }
}

function userSource(userId: string): Source {
  return { type: 'user', userId };
}
