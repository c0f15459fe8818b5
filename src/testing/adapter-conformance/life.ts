import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connector } from '../../connector/connector.js';
import type { ClosableHttp } from '../../connector/run-parts.js';
import type { ReceiptEvent } from '../../contract/provider-event.js';
import { createEmulator, type Emulator, type Seeded } from '../../emulator/index.js';
import { systemScheduler } from '../../policy/system-scheduler.js';
import { MESSAGES, type MessageRow } from '../../status/message-row.js';
import { ManualScheduler } from '../manual-scheduler.js';
import { SeededRandom } from '../seeded-random.js';
import { type Bench, CHANNEL, webhookUrl } from './bench.js';
import { messageFact, signed } from './delivery-of-webhooks.js';
import { FaultyNetwork } from './faulty-network.js';
import { KeptLog } from './kept-log.js';
import { mortalStore } from './mortal-store.js';
import type { ProviderRequest } from './provider-answer.js';
import { RealCalls } from './real-calls.js';
import { broken } from './rule.js';
import type { WebhookDraft } from './subject.js';

/** Found idle so often in a row, the engine is: an answer may be on its way back to it. */
const STILL = 4;
/** How long the engine may be busy before something hangs, ms. */
const PATIENCE_MS = 20_000;

/**
 * The adapter in a connector of its own: HubSpot's emulator, the engine on SQLite, the provider of the subject. Time is moved
 * by hand.
 */
export class Life implements AsyncDisposable {
  readonly scheduler: ManualScheduler;
  readonly #calls = new RealCalls();
  network!: FaultyNetwork;
  #emulator!: Emulator;
  #seeded!: Seeded;
  #connector!: Connector;
  #server!: Server;
  #folder!: string;
  #http: ClosableHttp | undefined;
  #dead = false;
  #connectors = 0;

  private constructor(
    readonly bench: Bench,
    private readonly delivery: Record<string, unknown>,
  ) {
    this.scheduler = new ManualScheduler(bench.clock.now());
  }

  /** @param delivery merged into the channel's `delivery` */
  static async begin(bench: Bench, delivery: Record<string, unknown> = {}): Promise<Life> {
    const life = new Life(bench, delivery);
    await life.#open();
    return life;
  }

  /** The furthest state that the provider reports of a message that goes well. */
  get best(): ReceiptEvent['state'] {
    const { states } = this.bench.definition.receipts;
    return (['read', 'delivered', 'sent'] as const).find((state) => states.includes(state)) ?? 'accepted';
  }

  /** What HubSpot is to be told at last when all goes well. */
  get goal(): 'READ' | 'SENT' {
    return this.best === 'read' ? 'READ' : 'SENT';
  }

  /** An agent writes. Answers HubSpot's id, at once. */
  agentWrites(text: string): string {
    const accountId = this.#seeded.channels[0]!.accounts[0]!.id;
    return this.#emulator.control.agentSend({ accountId, to: [this.bench.subject.peer], text }).id;
  }

  /** The customer writes first: some providers allow no other beginning. */
  async customerWrites(): Promise<void> {
    const { webhooks } = this.bench.subject;
    if (!webhooks) return;
    const fact = { ...messageFact(this.bench, 900), atMs: this.scheduler.now() };
    const answered = await this.call({
      url: webhookUrl(this.bench.account, this.publicUrl),
      ...webhooks.message(fact),
    });
    if (answered >= 300) broken('a customer’s message to be taken', `it was answered ${answered}`);
    await this.quiet();
  }

  /** The provider reports. Answers the status of our answer; `undefined`: it has no such state. */
  async report(state: ReceiptEvent['state'], id: string, sent: ProviderRequest): Promise<number | undefined> {
    const { account, subject } = this.bench;
    const atMs = this.scheduler.now();
    const draft = subject.webhooks?.receipt?.({ id, state, account, peer: subject.peer, atMs, sent });
    return draft && this.call({ url: webhookUrl(account, this.publicUrl), ...draft });
  }

  /** A signed webhook. Answers the status of our answer. */
  async call(draft: WebhookDraft): Promise<number> {
    const { method, url, headers, body } = await signed(this.bench, draft, this.bench.account, this.scheduler.now());
    const init = { method, headers, ...(method === 'GET' ? {} : { body }) };
    const response = await this.#connector.fetch(new Request(url, init as RequestInit));
    await response.arrayBuffer();
    return response.status;
  }

  /** The statuses HubSpot was told, in their order. */
  told(id: string): string[] {
    return this.#emulator.control
      .requests({ operation: 'messages.updateStatus' })
      .filter(({ path }) => path.endsWith(`/${id}`))
      .map(({ body }) => (JSON.parse(body ?? '{}') as { statusType: string }).statusType);
  }

  async message(id: string): Promise<MessageRow> {
    const [rows = []] = await this.#connector.running.store.read([{ table: MESSAGES.name, limit: 100 }]);
    const all = rows.map(({ doc }) => JSON.parse(doc) as MessageRow);
    return all.find((row) => row.id === id) ?? broken('the message to be known', 'the connector has no such message');
  }

  /** The ids that the provider gave to a message. */
  async idsOf(id: string): Promise<string[]> {
    const { parts = [] } = await this.message(id);
    return parts.flatMap(({ attempts }) => attempts.flatMap(({ ids }) => ids.map((one) => one.id)));
  }

  /** Time passes. It stands still while what a timer has set off is on its way: no real answer comes too late for it. */
  async later(ms: number): Promise<void> {
    const untilMs = this.scheduler.now() + ms;
    await this.quiet();
    for (let at = this.scheduler.nextAt(); at !== undefined && at <= untilMs; at = this.scheduler.nextAt()) {
      await this.scheduler.advanceTo(at);
      if (!this.#connector.running.engine.dueWork.idle || this.#calls.any) await this.#calls.answered();
    }
    await this.scheduler.advanceTo(untilMs);
    await this.quiet();
  }

  /** Waits until nothing is under way but what waits for time to pass. */
  async quiet(until: () => boolean = () => false): Promise<void> {
    const giveUpAt = performance.now() + PATIENCE_MS;
    for (let still = 0; still < STILL && !until(); ) {
      await systemScheduler.sleep(1);
      const { store, engine } = this.#connector.running;
      await this.#emulator.webhooksSettled();
      const busy = (await store.inbox(0, 1)).length > 0 || !engine.dueWork.idle;
      still = busy ? 0 : still + 1;
      if (performance.now() > giveUpAt) broken('the connector to come to rest', 'something went on and on');
    }
  }

  /** The power fails in this moment, and the connector starts again. */
  async crash(): Promise<void> {
    this.#dead = true;
    await this.stop();
    this.#dead = false;
    await this.#start();
  }

  /** Stops the connector, while time passes. */
  async stop(): Promise<void> {
    let stopped = false;
    const stopping = this.#connector.stop({ softMs: 0 }).finally(() => {
      stopped = true;
    });
    while (!stopped) {
      await systemScheduler.sleep(1);
      await this.scheduler.advance(250);
    }
    await stopping;
  }

  get publicUrl(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    await this.#emulator.stop();
    await rm(this.#folder, { recursive: true });
  }

  async #open(): Promise<void> {
    const { scheduler, bench } = this;
    this.#folder = await mkdtemp(join(tmpdir(), 'channelwright-'));
    this.#server = createServer((request, response) => this.#connector.nodeHandler(request, response));
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    // Which numbers are real ones is not what the rules are about.
    const switches = { validateIdentifiers: false };
    this.#emulator = createEmulator({ switches }, { scheduler, random: new SeededRandom(7) });
    await this.#emulator.start();
    this.#seeded = this.#emulator.control.seed({
      channels: [
        {
          webhookUrl: `${this.publicUrl}/hubspot/webhooks/main`,
          accounts: bench.accounts.map(({ address }) => ({ address })),
        },
      ],
    });
    const provider = bench.subject.respond?.bind(bench.subject);
    this.network = new FaultyNetwork(provider, { request: (request) => this.#http!.request(request) });
    await this.#start();
  }

  async #start(): Promise<void> {
    this.#connectors += 1;
    // Most tests of adapters need no engine, and it is half of all there is to load.
    const { createConnector } = await import('../../connector/create-connector.js');
    const { definition, overrides } = this.bench.subject;
    this.#connector = await createConnector(this.#config(), {
      adapters: [definition],
      ...(overrides && { overrides: { [CHANNEL]: overrides } }),
      log: new KeptLog(),
      scheduler: this.scheduler,
      random: new SeededRandom(10 + this.#connectors),
      between: {
        store: (store) => mortalStore(store, () => this.#dead, this.#calls),
        http: (http) => this.#between(http),
      },
    });
    await this.#connector.start();
  }

  /** HubSpot is called for real, the provider through the faulty network. */
  #between(http: ClosableHttp): ClosableHttp {
    this.#http = http;
    const hubspot = new URL(this.#emulator.url).origin;
    return {
      request: (request) =>
        new URL(request.url).origin === hubspot
          ? this.#calls.track(http.request(request))
          : this.network.request(request),
      close: () => http.close(),
    };
  }

  #config(): Record<string, unknown> {
    const { apps, installs, channels } = this.#seeded;
    const [app, install, channel] = [apps[0]!, installs[0]!, channels[0]!];
    const { definition, subject, accounts } = this.bench;
    const { portalId } = install;
    return {
      publicUrl: this.publicUrl,
      store: `sqlite:${join(this.#folder, 'life.db')}`,
      encryptionKeys: [ENCRYPTION_KEY],
      apps: {
        main: {
          appId: Number(app.appId),
          clientId: app.clientId,
          clientSecrets: [app.clientSecret],
          developerApiKey: app.developerApiKey,
          apiBaseUrl: this.#emulator.url,
        },
      },
      portals: [{ portalId, accessToken: install.accessToken }],
      channels: {
        [CHANNEL]: {
          adapter: definition.name,
          hubspotChannelId: channel.id,
          settings: { ...subject.settings },
          status: { sentWhen: this.#sentWhen() },
          delivery: this.delivery,
          accounts: accounts.map(({ key, address }, index) => ({
            key,
            portalId,
            channelAccountId: channel.accounts[index]!.id,
            deliveryIdentifier: address,
            settings: { ...subject.accounts?.[index]?.settings },
          })),
        },
      },
    };
  }

  /** SENT is told only once a receipt has proven it, where the provider sends any. */
  #sentWhen(): string {
    const { states, delivery } = this.bench.definition.receipts;
    if (delivery !== 'pushed') return 'accepted';
    return (['delivered', 'sent'] as const).find((state) => states.includes(state)) ?? 'accepted';
  }
}

const ENCRYPTION_KEY = randomBytes(32).toString('base64');
