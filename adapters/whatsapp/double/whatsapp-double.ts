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
import { z } from 'zod';
import { apiRoutes, CALLS, mediaRoutes, type WhatsAppCall } from './api-routes.js';
import { type CustomerFile, type CustomerMessage, Customers, type Written } from './customers.js';
import { doubleOptions, type Line, linesOf, type WhatsAppDoubleOptions } from './double-options.js';
import { MediaShelf } from './media-shelf.js';
import { type DeliveredMessage, MessageDesk } from './message-desk.js';
import { People, type Person } from './people.js';
import { type PhoneRule, PhoneRules, phoneRule, type StatusStep } from './phone-rule.js';
import { Webhooks } from './webhooks.js';

const ruleBody = z.strictObject({ to: z.string(), rule: phoneRule });

/**
 * WhatsApp's Cloud API on this machine: takes messages as strictly as Meta, delivers them, reports on them by signed webhooks,
 * and fails when it is told to. For tests and demos. It knows nothing of the adapter.
 */
export class WhatsAppDouble implements ProviderDouble {
  readonly #faults = new FaultQueue<WhatsAppCall>(CALLS);
  readonly #rules = new PhoneRules();
  readonly #people = new People();
  readonly #work = new BackgroundWork();
  readonly #lines: readonly Line[];
  readonly #sender: WebhookSender;
  readonly #webhooks: Webhooks;
  readonly #shelf: MediaShelf;
  readonly #desk: MessageDesk;
  readonly #customers: Customers;
  #api: DoubleServer | undefined;
  #media: DoubleServer | undefined;

  private constructor(
    input: WhatsAppDoubleOptions,
    private readonly time: Clock,
  ) {
    const options = doubleOptions.parse(input);
    this.#lines = linesOf(options.businesses);
    this.#sender = new WebhookSender(time, this.#work.signal);
    this.#webhooks = new Webhooks(this.#sender, options.appSecret, options.retryAfterMs);
    this.#webhooks.url = options.webhookUrl;
    this.#shelf = new MediaShelf(time);
    const [people, rules, webhooks, work] = [this.#people, this.#rules, this.#webhooks, this.#work];
    this.#desk = new MessageDesk({ options, people, rules, webhooks, work, time });
    const line = (id: string | undefined) => this.#line(id);
    this.#customers = new Customers({ line, people, shelf: this.#shelf, desk: this.#desk, webhooks, time });
  }

  static async start(input: WhatsAppDoubleOptions, time: Clock = systemTime): Promise<WhatsAppDouble> {
    const double = new WhatsAppDouble(input, time);
    await double.#listen(doubleOptions.parse(input).port);
    return double;
  }

  /** What goes into `graphBaseUrl`. */
  get url(): string {
    return this.#api?.url ?? '';
  }

  /** What goes into `mediaHosts`. */
  get mediaUrl(): string {
    return this.#media?.url ?? '';
  }

  get webhookUrl(): string | undefined {
    return this.#webhooks.url;
  }

  set webhookUrl(url: string | undefined) {
    this.#webhooks.url = url;
  }

  get delivered(): readonly DeliveredMessage[] {
    return this.#desk.delivered;
  }

  get webhooks(): readonly WebhookTry[] {
    return this.#sender.tries;
  }

  fault(fault: DoubleFault<WhatsAppCall>): void {
    this.#faults.add(fault);
  }

  /** From now on messages to this number go so. */
  rule(to: string, rule: PhoneRule): void {
    this.#rules.add(to, rule);
  }

  /** What WhatsApp knows of a customer: name, user id, whether the number is told. */
  person(waId: string, facts: Partial<Omit<Person, 'waId'>>): void {
    this.#people.set(waId, facts);
  }

  customerWrites(message: CustomerText): Promise<Written> {
    return this.#work.track(this.#customers.write(message));
  }

  /** Any message, its members as the webhook has them. */
  customerSends(message: CustomerMessage): Promise<Written> {
    return this.#work.track(this.#customers.send(message));
  }

  customerSendsFile(file: CustomerFile): Promise<Written> {
    return this.#work.track(this.#customers.sendFile(file));
  }

  /** A customer changes the number, and with it the user id. `at`: the phone number id that is told of it. */
  customerMoves(change: { from: string; to: string; userId?: string; at?: string }): Promise<Written> {
    const { from, to, userId, at } = change;
    return this.#work.track(this.#customers.moved(at, this.#people.move(from, to, userId)));
  }

  /** Somebody writes to a customer in the WhatsApp Business app. `from`: which of our phone number ids. */
  echo(message: { to: string; text: string; from?: string }): Promise<Written> {
    return this.#work.track(this.#customers.echo(message));
  }

  /** One status more: late, again, or one that contradicts. */
  status(id: string, step: StatusStep): Promise<void> {
    return this.#work.track(this.#desk.status(id, step));
  }

  /** Whatever `act` sets off comes in one webhook, of however many businesses. */
  inOneRequest(act: () => Promise<unknown>): Promise<WebhookTry | undefined> {
    return this.#work.track(this.#webhooks.inOneRequest(act));
  }

  /** Posts anything, signed as Meta signs. */
  post(body: unknown): Promise<WebhookTry | undefined> {
    return this.#work.track(this.#webhooks.post(body));
  }

  async settled(): Promise<void> {
    // What a call sets off begins after its answer.
    await new Promise((resolve) => setImmediate(resolve));
    await this.#work.settled();
  }

  async stop(): Promise<void> {
    await this.#api?.close();
    await this.#media?.close();
    await this.#work.stop();
  }

  async #listen(port: number): Promise<void> {
    const patience = { time: this.time, signal: this.#work.signal };
    const parts = { lines: this.#lines, desk: this.#desk, shelf: this.#shelf, faults: this.#faults, patience };
    this.#media = await DoubleServer.listen(0, mediaRoutes(parts));
    const api = apiRoutes({ ...parts, mediaOrigin: () => this.mediaUrl });
    const rule = (body: unknown) => {
      const { to, rule } = ruleBody.parse(body);
      this.rule(to, rule);
    };
    this.#api = await DoubleServer.listen(port, withControls(this, api, { 'POST rule': rule }));
  }

  #line(id: string | undefined): Line {
    const line = id === undefined ? this.#lines[0] : this.#lines.find(({ phoneNumberId }) => phoneNumberId === id);
    if (line === undefined) throw new Error(`${id} is none of the double's phone number ids`);
    return line;
  }
}
