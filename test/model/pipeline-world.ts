import type { ReceiptState } from '../../src/contract/provider-event.js';
import { HUBSPOT_MESSAGE } from '../../src/delivery/intake/outgoing-reducer.js';
import { PROVIDER_EVENT } from '../../src/directory/people/peer-reducer.js';
import { commandEvent, GATE_COMMAND } from '../../src/outbox/command-event.js';
import type { NewInboxEvent } from '../../src/outbox/inbox-event.js';
import { slotOf } from '../../src/outbox/slot.js';
import type { WorkStore } from '../../src/outbox/work-store.js';
import { SeededRandom } from '../../src/testing/seeded-random.js';
import { LeapingScheduler } from './leaping-scheduler.js';
import { ACCOUNT, APP, CHANNEL, CHANNEL_ACCOUNT, CHANNEL_ID, type Death, Life, PORTAL } from './life.js';
import type { Settings } from './settings.js';
import { SimHubSpot } from './sim-hubspot.js';
import { SimProvider } from './sim-provider.js';

/** An agent's message, as it was written. */
export interface Written {
  id: string;
  conversation: string;
  createdAtMs: number;
  /** What its parts say, in order: nothing else says the same. */
  words: string[];
  /** The connector has acknowledged the webhook. When, counted in acknowledgements. */
  takenAt?: number;
  /** When it was first tried to tell the connector, counted in the same way. */
  triedAt?: number;
}

/** A customer's message, or what somebody wrote outside HubSpot. */
export interface Customer {
  word: string;
  conversation: string;
  direction: 'INCOMING' | 'OUTGOING';
}

/** What was told of a call. */
export interface Told {
  call: number;
  by: 'id' | 'correlation' | 'both';
  /** With `id`: which one. */
  id?: string;
  state: ReceiptState;
}

export interface StoreSource {
  /** As a new engine: what was before is fenced. */
  open(): Promise<WorkStore>;
}

const START_MS = Date.UTC(2026, 0, 1);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** More steps than this on the way to rest mean that something goes round in circles. */
const MOST_STEPS = 400;

/** A whole world in memory around one engine that lives again and again on the same store. */
export class PipelineWorld {
  readonly scheduler = new LeapingScheduler(START_MS);
  readonly hubspot: SimHubSpot;
  readonly provider: SimProvider;
  readonly written: Written[] = [];
  readonly customers: Customer[] = [];
  readonly told: Told[] = [];
  readonly watermarks = new Set<string>();
  /** Calls that the provider saw although an operator had paused everything. */
  readonly callsWhilePaused: string[] = [];
  lives = 0;
  store!: WorkStore;
  #life!: Life;
  #paused = false;
  #callsSeen = 0;
  #facts = 0;
  #acknowledged = 0;
  readonly #random: SeededRandom;

  constructor(
    readonly settings: Settings,
    private readonly source: StoreSource,
  ) {
    this.#random = new SeededRandom(settings.seed);
    this.hubspot = new SimHubSpot(this.scheduler, settings.quota);
    this.provider = new SimProvider(this.scheduler, settings.idempotency, settings.canLookUp);
  }

  async begin(): Promise<void> {
    this.store = await this.source.open();
    this.lives += 1;
    const { provider, settings, scheduler } = this;
    const definition = provider.definition();
    const name = `life ${this.lives}`;
    const life = new Life({
      store: this.store,
      scheduler,
      random: this.#random,
      hubspot: (request) => this.hubspot.request(request, name),
      quota: settings.quota,
      channel: (isDead) => ({
        name: CHANNEL,
        app: APP,
        language: 'en',
        definition,
        adapter: provider.adapter(isDead),
        status: { ...settings.status, receiptDeadlineMs: HOUR },
        delivery: {
          deadlineMs: 900_000,
          uncertainMs: 60_000,
          onUncertain: settings.onUncertain,
          outsideWindow: { mode: 'fail' },
        },
        media: { waitMs: 20_000, maxBytes: 1_000 },
      }),
    });
    this.#life = life;
    await Promise.race([life.begin(), life.died]);
    await this.settle();
  }

  /** The engine ends at once, or at a moment to come; the next one begins when it has. */
  async crash(death?: Death): Promise<void> {
    if (death) this.#life.dieAt(death);
    else this.#life.die();
    await this.settle();
  }

  async pass(ms: number): Promise<void> {
    const { scheduler } = this;
    const untilMs = scheduler.now() + ms;
    for (let next = scheduler.nextAt; next !== undefined && next < untilMs; next = scheduler.nextAt) {
      scheduler.leapTo(next);
      await this.settle();
    }
    scheduler.leapTo(untilMs);
    await this.settle();
  }

  /** @param earlierMs how much before now HubSpot says it was written */
  async agentWrites(conversation: string, parts: number, place: boolean, earlierMs: number): Promise<void> {
    const name = `w${this.written.length}`;
    const words = Array.from({ length: parts }, (_, n) => `${name}.${n}`);
    if (place) words.push(`${name}.L`);
    const createdAtMs = this.scheduler.now() - earlierMs;
    const written: Written = { id: name, conversation, createdAtMs, words };
    this.written.push(written);
    this.hubspot.shown.set(name, { statusType: 'SENT' });
    await this.tellOf(written);
  }

  /** HubSpot's webhook, which may come more than once. */
  async tellOf(written: Written): Promise<void> {
    written.triedAt ??= this.#acknowledged;
    await this.#deliver(webhookOf(written, this.scheduler.now()));
    this.#acknowledged += 1;
    written.takenAt ??= this.#acknowledged;
  }

  async customerWrites(conversation: string, direction: Customer['direction']): Promise<void> {
    const word = `c${this.customers.length}`;
    this.customers.push({ word, conversation, direction });
    const kind = direction === 'INCOMING' ? 'message' : 'echo';
    await this.#providerTells(`message-${word}`, messageOf(kind, word, word, conversation, this.scheduler.now()));
  }

  /** The provider tells us what we have sent ourselves. */
  async echo(call: number): Promise<void> {
    const sent = this.#processed(call);
    if (!sent) return;
    const id = sent.ids[0]!;
    await this.#providerTells(`echo-${id}`, messageOf('echo', id, sent.text, sent.conversation, this.scheduler.now()));
  }

  async receipt(call: number, by: Told['by'], state: ReceiptState, idAt: number): Promise<void> {
    const sent = this.#processed(call);
    if (!sent) return;
    const id = sent.ids[idAt % sent.ids.length]!;
    const { correlation } = sent;
    const of = by === 'id' ? { id } : by === 'both' ? { correlation, ids: sent.ids } : { correlation };
    const reason = state === 'failed' ? { reason: { class: 'recipient-unreachable', scope: 'message' } } : {};
    await this.#providerTells(`receipt-${JSON.stringify(of)}-${state}`, { kind: 'receipt', of, state, ...reason });
    this.told.push({ call: sent.index, by, state, ...(by === 'id' ? { id } : {}) });
  }

  async watermark(conversation: string, state: 'delivered' | 'read'): Promise<void> {
    this.watermarks.add(conversation);
    const upToMs = this.scheduler.now();
    const of = { peer: address(conversation), upToMs };
    await this.#providerTells(`watermark-${conversation}-${state}-${upToMs}`, { kind: 'receipt', of, state });
  }

  async opt(conversation: string, kind: 'optOut' | 'optIn'): Promise<void> {
    this.#facts += 1;
    await this.#providerTells(`${kind}-${this.#facts}`, { kind, peer: address(conversation) });
  }

  async operate(name: 'pause' | 'resume' | 'gates.open'): Promise<void> {
    const command = { name, key: `account:${ACCOUNT}`, by: 'model' };
    const scope = { app: APP, portal: PORTAL, account: ACCOUNT };
    if (name !== 'pause') this.#paused = false;
    await this.#deliver(commandEvent(GATE_COMMAND, scope, command, this.scheduler.now()));
    if (name === 'pause') this.#paused = true;
  }

  /** Everything works again, and all that is due, now or ever, is done. */
  async comeToRest(): Promise<void> {
    this.provider.calm();
    this.hubspot.calm();
    await this.settle();
    await this.operate('resume');
    const untilMs = this.scheduler.now() + 40 * DAY;
    for (let step = 0; step < MOST_STEPS; step++) {
      const nextMs = await this.#nextMs();
      if (nextMs === undefined || nextMs > untilMs) return;
      await this.pass(Math.max(0, nextMs - this.scheduler.now()));
    }
    throw new Error('it does not come to rest');
  }

  /** Until nothing happens any more by itself. A dead engine is followed by the next. */
  async settle(): Promise<void> {
    for (let quiet = 0; quiet < 2; ) {
      const before = this.#life.activity;
      await new Promise(setImmediate);
      quiet = this.#life.pending === 0 && this.#life.activity === before ? quiet + 1 : 0;
    }
    this.#watchPause();
    if (this.#life.isDead) await this.begin();
  }

  #watchPause(): void {
    const fresh = this.provider.calls.slice(this.#callsSeen);
    this.#callsSeen += fresh.length;
    if (this.#paused) this.callsWhilePaused.push(...fresh.map(({ text }) => text));
  }

  #processed(at: number) {
    const processed = this.provider.calls.filter((call) => call.processed);
    return processed.length === 0 ? undefined : processed[at % processed.length];
  }

  /** When anything is due, be it overdue. */
  async #nextMs(): Promise<number | undefined> {
    const now = this.scheduler.now();
    const [work = []] = await this.store.read([{ table: 'work', limit: 10_000 }]);
    const times = work.map(({ doc }) => (JSON.parse(doc) as { dueAtMs: number }).dueAtMs);
    const parked = await this.store.overdueParked(now + 30 * DAY, 1);
    if (parked.length > 0) times.push(parked[0]!.receivedAtMs + DAY);
    const later = times.filter((atMs) => atMs > now);
    if (later.length > 0) return Math.min(...later);
    // Overdue work rests for a while where it asked to.
    return times.length > 0 ? now + 1_000 : undefined;
  }

  async #providerTells(dedupeKey: string, event: object): Promise<void> {
    const now = this.scheduler.now();
    await this.#deliver({
      kind: PROVIDER_EVENT,
      slot: slotOf(APP, PORTAL),
      app: APP,
      portal: PORTAL,
      account: ACCOUNT,
      dedupeKey,
      dedupeUntilMs: now + 365 * DAY,
      receivedAtMs: now,
      body: { channel: CHANNEL, event: { account: ACCOUNT, dedupeKey, ...event } } as never,
    });
  }

  /** Like every sender: again until it is acknowledged. */
  async #deliver(event: NewInboxEvent): Promise<void> {
    for (let acknowledged = false; !acknowledged; ) {
      const life = this.#life;
      acknowledged = await Promise.race([life.engine.append([event]).then(() => true), life.died.then(() => false)]);
      await this.settle();
    }
  }
}

function address(value: string) {
  return { type: 'HS_PHONE_NUMBER' as const, value };
}

function messageOf(kind: 'message' | 'echo', id: string, text: string, conversation: string, atMs: number) {
  const peer = address(conversation);
  return { kind, id, atMs, conversation: peer, from: peer, content: [{ kind: 'text', text }] };
}

function webhookOf({ id, conversation, createdAtMs, words }: Written, nowMs: number): NewInboxEvent {
  const places = words.filter((word) => word.endsWith('L'));
  const message = {
    id,
    direction: 'OUTGOING',
    conversationsThreadId: `thread-${conversation}`,
    channelAccountId: CHANNEL_ACCOUNT,
    createdAt: new Date(createdAtMs).toISOString(),
    senders: [],
    recipients: [{ deliveryIdentifier: address(conversation) }],
    text: words.filter((word) => !word.endsWith('L')).join(' '),
    attachments: places.map((name) => ({ type: 'LOCATION', latitude: 1, longitude: 1, name })),
  };
  return {
    kind: HUBSPOT_MESSAGE,
    slot: slotOf(APP, PORTAL),
    app: APP,
    portal: PORTAL,
    dedupeKey: `h|${id}`,
    dedupeUntilMs: nowMs + 2 * DAY,
    receivedAtMs: nowMs,
    body: { portalId: PORTAL, channelId: CHANNEL_ID, channelIntegrationThreadIds: [], message } as never,
  };
}
