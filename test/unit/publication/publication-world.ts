import type { Address, ContentItem, MessageEvent, ProviderEvent } from 'channelwright/adapter';
import type { ChannelAdapter } from '../../../src/contract/channel-adapter.js';
import type { HttpTransport } from '../../../src/contract/http-transport.js';
import { OutgoingReducer } from '../../../src/delivery/intake/outgoing-reducer.js';
import { OutgoingLaneSettler, OutgoingMessageSettler } from '../../../src/delivery/lanes/lane-settler.js';
import type { AccountRow } from '../../../src/directory/accounts/account-row.js';
import { Accounts } from '../../../src/directory/accounts/accounts.js';
import type { ChannelRuntime } from '../../../src/directory/channels/channel-runtime.js';
import { PeerReducer } from '../../../src/directory/people/peer-reducer.js';
import { Tombstones } from '../../../src/directory/people/tombstones.js';
import type { HubSpotFailure, HubSpotResult } from '../../../src/hubspot/failure/hubspot-failure.js';
import type { MessageCreate } from '../../../src/hubspot/schemas/message-create.js';
import type { OutgoingMessageEvent } from '../../../src/hubspot/schemas/webhook.js';
import { TimerHandler } from '../../../src/outbox/due/timer-handler.js';
import { Fold } from '../../../src/outbox/fold/fold.js';
import type { FoldEvent, Reducer } from '../../../src/outbox/reducer.js';
import { slotOf } from '../../../src/outbox/slot.js';
import { SoleOwner } from '../../../src/outbox/sole-owner.js';
import type { Table } from '../../../src/outbox/table.js';
import type { Emission } from '../../../src/outbox/tx.js';
import type { WorkHandler } from '../../../src/outbox/work-handler.js';
import type { WorkRow } from '../../../src/outbox/work-row.js';
import type { Find } from '../../../src/outbox/work-store.js';
import { NO_TRACES } from '../../../src/policy/traces.js';
import { IncomingReducer } from '../../../src/publication/incoming-reducer.js';
import { MediaFetcher } from '../../../src/publication/media-fetch.js';
import { MediaReducer } from '../../../src/publication/media-reducer.js';
import { NameReducer } from '../../../src/publication/name-reducer.js';
import type {
  FileToStore,
  ListedMessage,
  PublicationCalls,
  PublishedMessage,
} from '../../../src/publication/publication-calls.js';
import { PublicationReducer } from '../../../src/publication/publication-reducer.js';
import { IncomingLaneSettler, PublicationSettler } from '../../../src/publication/publication-settler.js';
import { Publisher } from '../../../src/publication/publisher.js';
import type { MessageRow } from '../../../src/status/message-row.js';
import { ManualScheduler } from '../../../src/testing/manual-scheduler.js';
import { SeededRandom } from '../../../src/testing/seeded-random.js';
import { channelRuntime, channels } from '../../fixtures/channels.js';
import { callOutcomes, type LostSlot } from '../../fixtures/lost-slot.js';
import { SilentLog } from '../../fixtures/silent-log.js';
import { openTempStore, type TempStore } from '../../fixtures/temp-store.js';

export const PEER: Address = { type: 'HS_PHONE_NUMBER', value: '+15550199' };
export const US: Address = { type: 'HS_PHONE_NUMBER', value: '+15550100' };
export const START = Date.UTC(2026, 4, 4, 9, 30);
const PORTAL = '62515';

const TOMBSTONES = new Tombstones([new Uint8Array(32).fill(7)]);
const RETENTION = { statesMs: 180 * 86_400_000, contentMs: 14 * 86_400_000, disconnectedMs: 14 * 86_400_000 };

/** HubSpot as publication sees it: it takes everything, unless a test says otherwise. */
export class FakeHubSpot implements PublicationCalls {
  readonly published: MessageCreate[] = [];
  readonly stored: { name: string; type: string; folderPath: string; text: string }[] = [];
  thread: ListedMessage[] = [];
  onPublish: (
    body: MessageCreate,
    call: number,
  ) => HubSpotResult<PublishedMessage> | Promise<HubSpotResult<PublishedMessage>> = (_, call) => ({
    ok: true,
    status: 201,
    value: { id: `hs-${call}`, threadId: 'thread-1' },
  });
  onStore: (call: number) => HubSpotResult<{ fileId: string }> = (call) => ({
    ok: true,
    status: 201,
    value: { fileId: `file-${call}` },
  });

  async publish(_portal: unknown, _channel: string, body: MessageCreate) {
    this.published.push(body);
    return this.onPublish(body, this.published.length);
  }

  async storeFile(_portal: unknown, file: FileToStore) {
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of file.body) {
      size += chunk.length;
      if (size > file.maxBytes) return refusal({ kind: 'validation', category: 'FILE_TOO_LARGE' });
      chunks.push(chunk);
    }
    const { name, type, folderPath } = file;
    this.stored.push({ name, type, folderPath, text: Buffer.concat(chunks).toString() });
    return this.onStore(this.stored.length);
  }

  async threadMessages() {
    return { ok: true as const, status: 200, value: this.thread };
  }

  heldUntil(): undefined {
    return undefined;
  }

  get texts(): string[] {
    return this.published.map(({ text }) => text);
  }
}

export function refusal(failure: Partial<HubSpotFailure>): { ok: false; failure: HubSpotFailure } {
  return { ok: false, failure: { kind: 'server', retry: 'later', message: 'no', ...failure } };
}

export interface WorldChanges {
  channel?: Partial<ChannelRuntime>;
  adapter?: Partial<ChannelAdapter>;
  threadingModel?: 'INTEGRATION_THREAD_ID';
  http?: HttpTransport;
  reducers?: Reducer[];
  /** The calls are made by a process that loses its slot meanwhile. */
  lost?: LostSlot;
  /** In place of the fake HubSpot. */
  calls?: PublicationCalls;
  channelAccountId?: string;
}

/** The engine around publication on a real store, by hand: events go in, and due work is done when a test says so. */
export class PublicationWorld {
  readonly scheduler = new ManualScheduler(START);
  readonly hubspot = new FakeHubSpot();
  readonly emitted: Emission[] = [];
  #temp!: TempStore;
  #fold!: Fold;
  #handlers: WorkHandler[] = [];
  #channel: ChannelRuntime;
  #events = 0;

  private constructor(private readonly changes: WorldChanges) {
    const runtime = channelRuntime();
    const { definition } = runtime;
    const { hubspot } = definition.capabilities;
    const threaded = { ...hubspot, ...(changes.threadingModel ? { threadingModel: changes.threadingModel } : {}) };
    this.#channel = {
      ...runtime,
      definition: { ...definition, capabilities: { ...definition.capabilities, hubspot: threaded } },
      adapter: { send: runtime.adapter.send, ...changes.adapter },
      ...changes.channel,
    };
  }

  static async open(changes: WorldChanges = {}): Promise<PublicationWorld> {
    const world = new PublicationWorld(changes);
    world.#temp = await openTempStore();
    world.#start();
    return world;
  }

  async close(): Promise<void> {
    await this.#fold.stop();
    await this.#temp.remove();
  }

  /** The process dies, and another takes over what the store holds. */
  async restart(): Promise<void> {
    await this.#fold.stop();
    this.#start();
  }

  #start(): void {
    const { store } = this.#temp;
    const all = channels(this.#channel);
    const accounts = new Accounts(store, all, new SilentLog());
    const { channelAccountId = account.channelAccountId, calls = this.hubspot } = this.changes;
    accounts.changed({ ...account, channelAccountId });
    const random = new SeededRandom(1);
    const publication = new PublicationSettler();
    const reducers = [
      new PeerReducer(TOMBSTONES),
      new OutgoingReducer(all, accounts, RETENTION, TOMBSTONES),
      new IncomingReducer(all, RETENTION, TOMBSTONES),
      new PublicationReducer(all, random),
      new MediaReducer(random, RETENTION),
      new NameReducer(TOMBSTONES),
      ...(this.changes.reducers ?? []),
    ];
    const settlers = [
      new OutgoingMessageSettler(all),
      new OutgoingLaneSettler(all),
      publication,
      new IncomingLaneSettler(),
    ];
    const observer = {
      emitted: (emissions: Emission[]) => this.emitted.push(...emissions),
      committed: () => undefined,
      writable: () => undefined,
      lost: (error: unknown) => {
        throw error;
      },
    };
    const fold = new Fold(
      store,
      reducers,
      settlers as never,
      observer,
      this.scheduler,
      new SilentLog(),
      new SoleOwner(1),
    );
    fold.start();
    this.#fold = fold;
    const submit = (event: FoldEvent) => fold.submit(event);
    const told = this.changes.lost?.submit ?? submit;
    const outcomes = this.changes.lost?.outcomes ?? callOutcomes(submit, this.scheduler);
    const http = this.changes.http ?? { request: () => Promise.reject(new Error('no HTTP in this test')) };
    this.#handlers = [
      new TimerHandler(submit),
      new MediaFetcher(store, all, accounts, http, calls, told, outcomes, this.scheduler, NO_TRACES),
      new Publisher(store, all, accounts, calls, told, outcomes, this.scheduler, NO_TRACES),
    ];
  }

  /** Events of the provider arrive, and are folded. */
  async receive(...events: ProviderEvent[]): Promise<void> {
    await this.append(
      ...events.map((event) => ({ kind: 'provider.event', account: 'line', body: { channel: 'sms', event } })),
    );
  }

  async append(...events: { kind: string; account?: string; body: unknown }[]): Promise<void> {
    const stamped = events.map((event) => ({
      ...event,
      slot: slotOf('main', PORTAL),
      app: 'main',
      portal: PORTAL,
      receivedAtMs: this.scheduler.now(),
    }));
    await this.#temp.store.append(stamped as never);
    await this.folded();
  }

  /** Everything in the inbox has been folded. */
  async folded(): Promise<void> {
    for (let round = 0; round < 2; round += 1) {
      this.#fold.notify();
      await this.submit('nothing', {});
    }
  }

  submit(kind: string, body: unknown): Promise<unknown> {
    return this.#fold.submit({
      kind,
      app: 'main',
      portal: PORTAL,
      account: 'line',
      receivedAtMs: this.scheduler.now(),
      body,
    });
  }

  /** Does all work that is due, of these queues or of all, until nothing is. Answers how much it was. */
  async work(...queues: string[]): Promise<number> {
    let done = 0;
    for (let found = true; found; ) {
      found = false;
      for (const handler of this.#handlers) {
        if (queues.length > 0 && !queues.includes(handler.queue)) continue;
        for (const work of await this.due(handler.queue)) {
          const again = await handler.run(work, new AbortController().signal);
          if (again) throw new Error(`${work.key} was due, but there was nothing to do`);
          found = true;
          done += 1;
        }
      }
    }
    return done;
  }

  /** Does what is due in a queue once. */
  async once(queue: string): Promise<void> {
    const handler = this.#handlers.find((one) => one.queue === queue)!;
    for (const work of await this.due(queue)) await handler.run(work, new AbortController().signal);
  }

  async due(queue: string): Promise<WorkRow[]> {
    const rows = await this.#temp.store.due({ queue, nowMs: this.scheduler.now(), perPortal: 100, limit: 100 });
    return rows.map(({ doc }) => JSON.parse(doc));
  }

  /** Time passes, then what is due is done. */
  async after(ms: number): Promise<void> {
    await this.scheduler.advance(ms);
    await this.folded();
    await this.work();
  }

  async rows<Row>(table: Table<Row>, find: Omit<Find, 'table'> = {}): Promise<Row[]> {
    const [rows = []] = await this.#temp.store.read([{ table: table.name, ...find }]);
    return rows.map(({ doc }) => JSON.parse(doc) as Row);
  }

  async put<Row>(table: Table<Row>, row: Row): Promise<void> {
    const change = { op: 'put' as const, table: table.name, key: table.key(row) };
    await this.#temp.store.commit([{ ...change, columns: table.columns(row), doc: JSON.stringify(row) }]);
    this.#fold.forget();
  }

  async journal(): Promise<string[]> {
    return (await this.#journaled()).map((doc) => (JSON.parse(doc) as { type: string }).type);
  }

  /** Everything that stands in the journal, as it stands there: in the clear. */
  async journalText(): Promise<string> {
    return (await this.#journaled()).join('\n');
  }

  async #journaled(): Promise<string[]> {
    return (await this.#temp.store.journal(0, 100)).map(({ doc }) => doc);
  }

  /** A message of the customer, a second after the one before it. */
  message(content: string | ContentItem[], changes: Partial<MessageEvent> = {}): ProviderEvent & MessageEvent {
    this.#events += 1;
    const id = changes.id ?? `p-${this.#events}`;
    return {
      account: 'line',
      dedupeKey: `message:${id}`,
      kind: 'message',
      id,
      atMs: START + this.#events * 1_000,
      conversation: PEER,
      from: PEER,
      content: typeof content === 'string' ? [{ kind: 'text', text: content }] : content,
      ...changes,
    };
  }
}

const account: AccountRow = {
  key: 'line',
  app: 'main',
  portal: PORTAL,
  channel: 'sms',
  channelAccountId: '424',
  address: US,
  settings: {},
  settingsVersion: 1,
  state: 'active',
};

/** HubSpot's webhook about a message in the inbox. */
export function webhook(id: string, text: string, atMs: number): { kind: string; body: OutgoingMessageEvent } {
  const message = {
    id,
    channelAccountId: '424',
    conversationsThreadId: 'thread-1',
    createdAt: new Date(atMs).toISOString(),
    text,
    direction: 'OUTGOING',
    senders: [],
    recipients: [{ deliveryIdentifier: PEER }],
    attachments: [],
  };
  const body = { portalId: PORTAL, channelId: '1001', channelIntegrationThreadIds: [], message };
  return { kind: 'hubspot.message', body: body as unknown as OutgoingMessageEvent };
}

export function picture(url: string, changes: object = {}): ContentItem {
  return { kind: 'file', ref: { kind: 'url', url }, usage: 'IMAGE', type: 'image/png', ...changes };
}

export type { MessageRow };
