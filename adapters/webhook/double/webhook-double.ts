import type { Address, Clock } from 'channelwright/adapter';
import {
  BackgroundWork,
  type CustomerText,
  type DoubleAnswer,
  type DoubleFault,
  DoubleServer,
  FaultQueue,
  type ProviderDouble,
  systemTime,
  withControls,
} from 'channelwright/double';
import type { WireContent } from '../wire-content.js';
import { type Behaviour, type Occasion, type ReceiptPlan, Rules } from './behaviour.js';
import { Callbacks, type EmittedEvent } from './callbacks.js';
import { kindOf, type MessageSend, type PeerMessage, type ReceivedRequest } from './message-send.js';
import { ProviderApi } from './provider-api.js';
import { CALLS, type CallName, type Reply } from './provider-calls.js';

export interface WebhookDoubleOptions {
  /** The `signingSecret` of the channel or account. */
  signingSecret: string;
  /** Where customers' messages go: the channel's provider URL. May be set later, see `webhookUrl`. */
  webhookUrl?: string;
  /** Drop a repeated `webhook-id`, answering 409. Default false: a repeated message reaches the peer again. */
  idempotent?: boolean;
  /** The receipts of every message. Default: none. */
  receipts?: ReceiptPlan;
  /** Default: the wall clock. */
  clock?: Clock;
}

/** What a customer sends: a text, files, a place … `to` is our account's address. */
export type CustomerMessage = Omit<CustomerText, 'from' | 'text'> &
  WireContent & { from: string | (Address & { name?: string }) };

/** Few, so that a short history has several pages. */
const EVENTS_PER_PAGE = 2;

/**
 * A provider that speaks this adapter's wire format, in this process, on 127.0.0.1. It remembers what its peers got, sends
 * receipts and customers' messages, and misbehaves when told to.
 */
export class WebhookDouble implements ProviderDouble {
  readonly delivered: PeerMessage[] = [];
  webhookUrl: string | undefined;
  readonly #faults = new FaultQueue<CallName>(CALLS);
  readonly #rules = new Rules();
  readonly #history: EmittedEvent[] = [];
  readonly #work = new BackgroundWork();
  readonly #callbacks: Callbacks;
  readonly #api: ProviderApi;
  readonly #clock: Clock;
  #server: DoubleServer | undefined;
  #ids = 0;

  private constructor(private readonly options: WebhookDoubleOptions) {
    const { webhookUrl, signingSecret, clock = systemTime } = options;
    this.webhookUrl = webhookUrl;
    this.#clock = clock;
    const { signal } = this.#work;
    this.#callbacks = new Callbacks(signingSecret, clock, signal);
    this.#api = new ProviderApi({
      secret: signingSecret,
      time: clock,
      signal,
      faults: this.#faults,
      origin: () => this.url,
      calls: {
        ping: () => ({ status: 200, body: { identifiers: [] } }),
        message: (key, message) => this.#take(key, message),
        lookup: (key) => this.#lookUp(key),
        events: (account, after) => this.#page(account, after),
      },
    });
  }

  static async start(options: WebhookDoubleOptions): Promise<WebhookDouble> {
    const double = new WebhookDouble(options);
    const api = withControls(double, (request) => double.#api.handle(request));
    double.#server = await DoubleServer.listen(0, api);
    return double;
  }

  get url(): string {
    return this.#server?.url ?? '';
  }

  /** What the adapter's settings need, apart from the secret. */
  get urls(): { url: string; lookupUrl: string; eventsUrl: string } {
    return { url: `${this.url}/messages`, lookupUrl: `${this.url}/lookup`, eventsUrl: `${this.url}/events` };
  }

  /** Every request that came, whatever became of it, in the order of the answers. */
  get requests(): readonly ReceivedRequest[] {
    return this.#api.requests;
  }

  get webhooks() {
    return this.#callbacks.tries;
  }

  /** Events that were never taken by the connector. */
  get undelivered(): Callbacks['undelivered'] {
    return this.#callbacks.undelivered;
  }

  /** What peers got with this text, in order: its length is how often. */
  got(text: string): PeerMessage[] {
    return this.delivered.filter((message) => message.text === text);
  }

  fault(fault: DoubleFault<CallName>): void {
    this.#faults.add(fault);
  }

  /** Misbehave on an occasion to come. */
  behave(behaviour: Behaviour, occasion?: Occasion): void {
    this.#rules.add(behaviour, occasion);
  }

  /** A customer writes. Resolves with the message's id when the connector has taken it. */
  async customerWrites({ from, to, ...content }: CustomerMessage): Promise<string> {
    const id = this.#nextId('in');
    const sender = typeof from === 'string' ? { type: 'CHANNEL_SPECIFIC_OPAQUE_ID', value: from } : from;
    await this.emit([this.event('message', { id, from: sender, ...content }, to)]);
    return id;
  }

  /** Report on a message. Resolves when the connector has taken it. */
  async report(message: PeerMessage, plan: ReceiptPlan): Promise<void> {
    const of = plan.byCorrelation ? { correlation: message.correlation, ids: [message.id] } : { id: message.id };
    const events = plan.states.map((state) => {
      const reason = state === 'failed' && plan.reason ? { reason: plan.reason } : {};
      return this.event('receipt', { of, state, ...reason }, message.account);
    });
    for (const event of plan.reversed ? events.reverse() : events) {
      for (let copy = 0; copy < (plan.copies ?? 1); copy++) await this.emit([event], message.statusUrl);
    }
  }

  /** A new event, with an id and a time. */
  event(type: string, data: object, account?: string): EmittedEvent {
    const timestamp = new Date(this.#clock.now()).toISOString();
    return { id: this.#nextId('evt'), type, timestamp, ...(account !== undefined && { account }), data };
  }

  /** Send events in one signed request, and keep them for `events.list`. Resolves when they were taken or given up. */
  async emit(events: EmittedEvent[], url = this.webhookUrl): Promise<void> {
    if (url === undefined) throw new Error('set webhookUrl first');
    for (const event of events) if (!this.#history.includes(event)) this.#history.push(event);
    await this.#callbacks.send(url, events);
  }

  /** Keep events for `events.list` alone, as if every webhook about them had been lost. */
  lose(events: EmittedEvent[]): void {
    this.#history.push(...events);
  }

  /** A file that a customer sent. Its URL answers signed requests only. */
  addFile(type: string, bytes: Uint8Array): string {
    return this.#api.addFile(type, bytes);
  }

  async settled(): Promise<void> {
    await this.#work.settled();
    await this.#callbacks.settled();
  }

  async stop(): Promise<void> {
    await this.#server?.close();
    await this.#work.stop();
    await this.#callbacks.settled();
  }

  async #take(key: string, data: MessageSend): Promise<Reply> {
    const known = this.options.idempotent ? this.delivered.find((message) => message.key === key) : undefined;
    if (known) return { answer: { status: 409, body: { id: known.id } } };
    const behaviour = this.#rules.take(data);
    const processed = behaviour.kind === 'accept' || behaviour.processed === true;
    const message = processed ? this.#deliver(key, data) : undefined;
    const plan = behaviour.receipts ?? this.options.receipts;
    const due = message && plan ? () => this.report(message, plan) : undefined;
    if (plan?.beforeAnswer) await due?.();
    if (behaviour.delayMs !== undefined) await this.#clock.sleep(behaviour.delayMs, this.#work.signal);
    const answer = answerOf(behaviour, message);
    return due && !plan?.beforeAnswer ? { answer, afterwards: this.#later(due) } : { answer };
  }

  #deliver(key: string, data: MessageSend): PeerMessage {
    const order = this.delivered.length + 1;
    const about = { id: this.#nextId('msg'), kind: kindOf(data), atMs: this.#clock.now(), order, key };
    const message = { ...data, to: data.to.value, peer: data.to, ...about };
    this.delivered.push(message);
    return message;
  }

  /** Something `settled` waits for from now on, although it begins when the returned function is called. */
  #later(task: () => Promise<void>): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    void this.#work.track(promise.then(task));
    return resolve;
  }

  #lookUp(key: string): DoubleAnswer {
    const ids = this.delivered.filter((message) => message.key === key).map(({ id }) => id);
    return { status: 200, body: ids.length > 0 ? { sent: true, ids } : { sent: false } };
  }

  #page(account: string, after: string | undefined): DoubleAnswer {
    const start = Number(after ?? 0);
    const page = this.#history.slice(start, start + EVENTS_PER_PAGE);
    const checkpoint = String(start + page.length);
    const events = page.filter((event) => event.account === undefined || event.account === account);
    return { status: 200, body: { events, checkpoint, more: Number(checkpoint) < this.#history.length } };
  }

  #nextId(prefix: string): string {
    this.#ids += 1;
    return `${prefix}_${this.#ids}`;
  }
}

function answerOf(behaviour: Behaviour, message: PeerMessage | undefined): Reply['answer'] {
  switch (behaviour.kind) {
    case 'accept':
      return { status: 200, body: { id: message?.id, ...(behaviour.state && { state: behaviour.state }) } };
    case 'answer': {
      const { status, body, headers } = behaviour;
      return { status, body, headers: { 'content-type': 'application/json', ...headers } };
    }
    case 'reset':
      return 'broken';
  }
}
