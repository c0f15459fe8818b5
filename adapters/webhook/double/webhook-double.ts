import { setTimeout as delay } from 'node:timers/promises';
import type { Address, Clock } from 'channelwright/adapter';
import type { WireContent } from '../wire-content.js';
import { type Behaviour, type Occasion, type ReceiptPlan, Rules } from './behaviour.js';
import { Callbacks, type EmittedEvent } from './callbacks.js';
import type { MessageSend, PeerMessage, ReceivedRequest } from './message-send.js';
import { ProviderServer, type Reply } from './provider-server.js';

export interface WebhookDoubleOptions {
  /** The `signingSecret` of the channel or account. */
  signingSecret: string;
  /** Where customers' messages go: the channel's provider URL. May be set later, see `callbackUrl`. */
  callbackUrl?: string;
  /** Drop a repeated `webhook-id`, answering 409. Default false: a repeated message reaches the peer again. */
  idempotent?: boolean;
  /** The receipts of every message. Default: none. */
  receipts?: ReceiptPlan;
  /** Default: the wall clock. */
  clock?: Clock;
}

/** Few, so that a short history has several pages. */
const EVENTS_PER_PAGE = 2;

const wallClock: Clock = {
  now: () => Date.now(),
  async sleep(ms, signal) {
    await delay(ms, undefined, signal ? { signal } : {}).catch(() => undefined);
  },
};

/**
 * A provider that speaks this adapter's wire format, in this process, on 127.0.0.1. It remembers what its peers got, sends
 * receipts and customers' messages, and misbehaves when told to.
 */
export class WebhookDouble {
  /** What peers really got, in order. */
  readonly delivered: PeerMessage[] = [];
  /** Where customers' messages go. */
  callbackUrl: string | undefined;
  readonly #rules = new Rules();
  readonly #history: EmittedEvent[] = [];
  readonly #callbacks: Callbacks;
  readonly #clock: Clock;
  readonly #pending = new Set<Promise<void>>();
  readonly #stop = new AbortController();
  #ids = 0;

  private constructor(
    private readonly server: ProviderServer,
    private readonly options: WebhookDoubleOptions,
  ) {
    this.callbackUrl = options.callbackUrl;
    this.#clock = options.clock ?? wallClock;
    this.#callbacks = new Callbacks(options.signingSecret, this.#clock);
    server.serve({
      ping: () => ({ status: 200, body: { identifiers: [] } }),
      message: (key, message) => this.#take(key, message),
      lookup: (key) => this.#lookUp(key),
      events: (account, after) => this.#page(account, after),
    });
  }

  static async start(options: WebhookDoubleOptions): Promise<WebhookDouble> {
    const server = await ProviderServer.start(options.signingSecret, options.clock ?? wallClock);
    return new WebhookDouble(server, options);
  }

  /** What the adapter's settings need, apart from the secret. */
  get urls(): { url: string; lookupUrl: string; eventsUrl: string } {
    const { origin } = this.server;
    return { url: `${origin}/messages`, lookupUrl: `${origin}/lookup`, eventsUrl: `${origin}/events` };
  }

  /** Every request that came, whatever became of it, in the order of the answers. */
  get requests(): readonly ReceivedRequest[] {
    return this.server.requests;
  }

  /** Events that were never taken by the connector. */
  get undelivered(): Callbacks['undelivered'] {
    return this.#callbacks.undelivered;
  }

  /** What peers got with this text, in order: its length is how often. */
  got(text: string): PeerMessage[] {
    return this.delivered.filter((message) => message.text === text);
  }

  /** Misbehave on an occasion to come. */
  behave(behaviour: Behaviour, occasion?: Occasion): void {
    this.#rules.add(behaviour, occasion);
  }

  /** A customer writes. Resolves with the message's id when the connector has taken it. */
  async customerWrites(from: Address & { name?: string }, content: WireContent, account?: string): Promise<string> {
    const id = this.#nextId('in');
    await this.emit([this.event('message', { id, from, ...content }, account)]);
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
  async emit(events: EmittedEvent[], url = this.callbackUrl): Promise<void> {
    if (url === undefined) throw new Error('set callbackUrl first');
    for (const event of events) if (!this.#history.includes(event)) this.#history.push(event);
    await this.#callbacks.send(url, events);
  }

  /** Keep events for `events.list` alone, as if every webhook about them had been lost. */
  lose(events: EmittedEvent[]): void {
    this.#history.push(...events);
  }

  /** A file that a customer sent. Its URL answers signed requests only. */
  addFile(type: string, bytes: Uint8Array): string {
    return this.server.addFile(type, bytes);
  }

  /** Resolves when every receipt that is due has been taken or given up. */
  async settled(): Promise<void> {
    await Promise.all(this.#pending);
    await this.#callbacks.settled();
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#callbacks.stop();
    await this.server.close();
  }

  async #take(key: string, data: MessageSend): Promise<Reply> {
    const known = this.options.idempotent ? this.delivered.find((message) => message.key === key) : undefined;
    if (known) return { status: 409, body: { id: known.id } };
    const behaviour = this.#rules.take(data);
    const processed = behaviour.kind === 'accept' || behaviour.processed === true;
    const message = processed ? this.#deliver(key, data) : undefined;
    const plan = behaviour.receipts ?? this.options.receipts;
    const due = message && plan ? () => this.report(message, plan) : undefined;
    if (plan?.beforeAnswer) await due?.();
    if (behaviour.delayMs !== undefined) await this.#clock.sleep(behaviour.delayMs, this.#stop.signal);
    const reply = replyFor(behaviour, message);
    return due && !plan?.beforeAnswer ? { ...reply, afterwards: this.#later(due) } : reply;
  }

  #deliver(key: string, data: MessageSend): PeerMessage {
    const order = this.delivered.length + 1;
    const message = { ...data, order, atMs: this.#clock.now(), id: this.#nextId('msg'), key };
    this.delivered.push(message);
    return message;
  }

  /** Something `settled` waits for from now on, although it begins when the returned function is called. */
  #later(task: () => Promise<void>): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#pending.add(promise);
    return () => {
      void task().finally(() => {
        this.#pending.delete(promise);
        resolve();
      });
    };
  }

  #lookUp(key: string): Reply {
    const ids = this.delivered.filter((message) => message.key === key).map(({ id }) => id);
    return { status: 200, body: ids.length > 0 ? { sent: true, ids } : { sent: false } };
  }

  #page(account: string, after: string | undefined): Reply {
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

function replyFor(behaviour: Behaviour, message: PeerMessage | undefined): Reply {
  switch (behaviour.kind) {
    case 'accept':
      return { status: 200, body: { id: message?.id, ...(behaviour.state && { state: behaviour.state }) } };
    case 'answer':
      return {
        status: behaviour.status,
        ...(behaviour.body !== undefined && { body: behaviour.body }),
        ...(behaviour.headers && { headers: behaviour.headers }),
      };
    case 'reset':
      return { status: 'reset' };
  }
}
