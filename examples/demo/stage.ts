import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type AgentSendSettings,
  createEmulator,
  type Emulator,
  type EmulatorControl,
  type Seeded,
} from 'channelwright/testing';
import { systemRandom } from '../../src/policy/system-random.js';
import { systemScheduler } from '../../src/policy/system-scheduler.js';
import { ConnectorChild } from './connector-child.js';
import { connectorConfig } from './connector-config.js';
import type { Customer, Way } from './customer.js';
import { freePort } from './free-port.js';
import { CHANNELS, WAYS, webhookPath } from './our-addresses.js';
import { until } from './patience.js';
import { type Providers, startProviders } from './providers.js';

/** What a customer wrote, and when. */
export interface Written {
  customer: Customer;
  text: string;
  atMs: number;
}

/** Everything that plays, on this machine: HubSpot, five providers, and the connector between them. */
export class Stage implements AsyncDisposable {
  readonly startedAtMs = Date.now();
  readonly written: Written[] = [];
  connectorUrl!: string;
  connector!: ConnectorChild;
  providers!: Providers;
  #emulator!: Emulator;
  #seeded!: Seeded;
  readonly #closers: (() => Promise<unknown>)[] = [];

  static async open(): Promise<Stage> {
    const stage = new Stage();
    try {
      await stage.#start();
    } catch (error) {
      await stage[Symbol.asyncDispose]();
      throw error;
    }
    return stage;
  }

  /** The emulator's strings: docs/reference/emulator.md. */
  get hubspot(): EmulatorControl {
    return this.#emulator.control;
  }

  get hubspotUrl(): string {
    return this.#emulator.url;
  }

  /** HubSpot's account, in whose inbox agents write. */
  get portalId(): string {
    return this.#seeded.portals[0]!.portalId;
  }

  /** For a browser: the conversations, and a form to write as an agent. */
  get inboxUrl(): string {
    return `${this.hubspotUrl}/inbox/${this.portalId}`;
  }

  /** Where an admin begins to install the app. */
  get installUrl(): string {
    return `${this.connectorUrl}/oauth/main/install`;
  }

  /** Where an admin begins to connect our end of a channel, in HubSpot. */
  connectUrl(way: Way): string {
    return `${this.hubspotUrl}/inbox/${this.portalId}/connect/${this.#seeded.channels[WAYS.indexOf(way)]!.id}`;
  }

  /** Our end of a channel, once it is connected: our key of it, and HubSpot's id. */
  connected(way: Way): { key: string; id: string } | undefined {
    const told = this.connector.events.filter(({ type }) => type === 'account.connected');
    const { account, channelAccountId } = told.find(({ payload }) => payload.channel === CHANNELS[way])?.payload ?? {};
    return account === undefined || channelAccountId === undefined ? undefined : { key: account, id: channelAccountId };
  }

  /** HubSpot's id of our end. */
  accountId(way: Way): string {
    return this.connected(way)?.id ?? '';
  }

  /** Providers learn where to call, as somebody would enter it at each of them. */
  tellProviders(): void {
    for (const way of WAYS) {
      this.providers[way].webhookUrl = this.connectorUrl + webhookPath(way, this.connected(way)?.key ?? '');
    }
  }

  /** An agent writes in HubSpot's inbox. @returns HubSpot's id of the message */
  agentWrites({ way, address }: Customer, text: string, more: Partial<AgentSendSettings> = {}): string {
    return this.hubspot.agentSend({ accountId: this.accountId(way), to: [address], text, ...more }).id;
  }

  /** One message after another, each when the connector has been told of the one before: their order is then beyond doubt. */
  async agentWritesInTurn(customer: Customer, texts: readonly string[]): Promise<void> {
    for (const text of texts) {
      this.agentWrites(customer, text);
      await this.webhooksTaken();
    }
  }

  /** A customer writes. Resolves when the connector has taken it. */
  async customerWrites(customer: Customer, text: string): Promise<void> {
    this.written.push({ customer, text, atMs: Date.now() });
    await this.providers[customer.way].customerWrites({ from: customer.handle, text });
  }

  /** Resolves when the connector has taken every webhook of HubSpot. */
  async webhooksTaken(): Promise<void> {
    const taken = () => this.hubspot.webhooks().every(({ state }) => state === 'delivered');
    await until('the connector has taken every webhook of HubSpot', taken);
  }

  /** Resolves when no webhook and no receipt is on its way any more. */
  async quiet(): Promise<void> {
    const doubles = Object.values(this.providers).map((double) => double.settled());
    await Promise.all([...doubles, this.webhooksTaken()]);
  }

  /** Ends all that was started, last first. Safe to call twice. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (let close = this.#closers.pop(); close !== undefined; close = this.#closers.pop()) await close();
  }

  async #start(): Promise<void> {
    const port = await freePort();
    this.connectorUrl = `http://127.0.0.1:${port}`;
    const folder = await mkdtemp(join(tmpdir(), 'channelwright-demo-'));
    this.#closers.push(() => rm(folder, { recursive: true, force: true }));
    this.#seeded = await this.#startHubSpot();
    this.providers = await startProviders((double) => this.#closers.push(() => double.stop()));
    const configFile = join(folder, 'channelwright.json');
    const config = connectorConfig(this.#seeded, { port, hubspotUrl: this.hubspotUrl }, this.providers);
    await writeFile(configFile, JSON.stringify(config, undefined, 2), { mode: 0o600 });
    this.connector = new ConnectorChild(configFile, join(folder, 'connector.log'));
    this.#closers.push(() => this.connector.stop());
    await this.connector.start();
    this.tellProviders();
  }

  async #startHubSpot(): Promise<Seeded> {
    // HubSpot comes again for hours; so does this one, though sooner: the connector may be down for long on a busy machine.
    const webhooks = { attempts: 1_000, baseMs: 200, capMs: 1_000 };
    this.#emulator = createEmulator({ webhooks }, { scheduler: systemScheduler, random: systemRandom });
    this.#closers.push(() => this.#emulator.stop());
    await this.#emulator.start();
    const webhookUrl = `${this.connectorUrl}/hubspot/webhooks/main`;
    return this.hubspot.seed({
      apps: [{ name: 'Support channels', redirectUris: [`${this.connectorUrl}/oauth/main/callback`] }],
      installEverywhere: false,
      channels: WAYS.map((way) => ({
        name: CHANNELS[way],
        webhookUrl,
        channelAccountConnectionRedirectUrl: `${this.connectorUrl}/connect/${CHANNELS[way]}`,
      })),
    });
  }
}
