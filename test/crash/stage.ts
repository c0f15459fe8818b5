import { TwilioDouble } from '../../adapters/twilio/double/index.js';
import { WebhookDouble } from '../../adapters/webhook/double/webhook-double.js';
import type { Address } from '../../src/contract/address.js';
import { createEmulator, type Emulator, type Seeded } from '../../src/emulator/index.js';
import { SeededRandom } from '../../src/testing/seeded-random.js';
import type { ChildConfig } from './child-protocol.js';
import { refreshToken, SECRETS } from './crash-secrets.js';
import { type ClockSettings, fastClock } from './fast-clock.js';
import { type ChannelName, Ledger } from './ledger.js';

/** Small, so that it is met. */
const QUOTA = { requests: 16, perMs: 10_000 };
const ACCOUNT_SID = `AC${'c'.repeat(32)}`;
const FIRST_PORTAL = 62_515;

/** A number or name that customers write to. */
export interface Line {
  channel: ChannelName;
  /** Of its account, in the configuration. */
  key: string;
  portalId: string;
  /** HubSpot's id of the channel account. */
  accountId: string;
  address: Address;
}

export interface StageSettings {
  seed: number;
  /** Where the connector is reached. */
  publicUrl: string;
  clock: ClockSettings;
  /** The channel of each portal: it has one line on it. */
  portals: readonly ChannelName[];
  /** HubSpot's, of each portal. Default: a small one. */
  quota?: { requests: number; perMs: number };
  /** How long the outcome of a call may stay unknown. Default 20 s. */
  uncertain?: string;
}

/**
 * What surrounds the connector, in this process: HubSpot's emulator and two providers, each with its own ordered log. They are
 * the judges' witnesses.
 */
export class Stage implements AsyncDisposable {
  readonly ledger = new Ledger();
  readonly random: SeededRandom;
  /** What each process of the connector wrote, in the order of their ends. */
  readonly outputs: string[] = [];
  emulator!: Emulator;
  chat!: WebhookDouble;
  sms!: TwilioDouble;
  lines: readonly Line[] = [];
  #seeded!: Seeded;

  private constructor(private readonly settings: StageSettings) {
    this.random = new SeededRandom(settings.seed);
  }

  static async open(settings: StageSettings): Promise<Stage> {
    const stage = new Stage(settings);
    try {
      await stage.#open();
      return stage;
    } catch (error) {
      await stage[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Of a connector with all the lines. */
  config(store: string | object): ChildConfig {
    const app = this.#seeded.apps[0]!;
    return {
      publicUrl: this.settings.publicUrl,
      network: { allowPrivate: ['127.0.0.0/8'] },
      store,
      encryptionKeys: [SECRETS.encryptionKey],
      log: { level: 'debug', format: 'json' },
      apps: {
        main: {
          appId: Number(app.appId),
          clientId: app.clientId,
          clientSecrets: [app.clientSecret],
          developerApiKey: app.developerApiKey,
          apiBaseUrl: this.emulator.url,
          quota: { requests: this.#quota.requests, per: `${this.#quota.perMs}ms` },
        },
      },
      portals: this.lines.map(({ portalId }, index) => ({ portalId, refreshToken: refreshToken(index) })),
      channels: { chat: this.#chatChannel(), sms: this.#smsChannel() },
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.chat?.stop();
    await this.sms?.stop();
    await this.emulator?.stop();
  }

  /** HubSpot's id of the app. */
  get appId(): string {
    return this.#seeded.apps[0]!.appId;
  }

  get #quota(): { requests: number; perMs: number } {
    return this.settings.quota ?? QUOTA;
  }

  #chatChannel(): Record<string, unknown> {
    const settings = { url: this.chat.urls.url, signingSecret: SECRETS.signingSecret };
    return { adapter: 'webhook', ...this.#channel('chat', () => ({})), settings };
  }

  #smsChannel(): Record<string, unknown> {
    const settings = { apiBaseUrl: this.sms.url, callbackRetries: 'rc=5&rp=all' };
    const ofLine = ({ address }: Line) => ({
      settings: { accountSid: ACCOUNT_SID, authToken: SECRETS.authToken, from: address.value },
    });
    return { adapter: 'twilio', ...this.#channel('sms', ofLine), settings };
  }

  #channel(name: ChannelName, more: (line: Line) => object): Record<string, unknown> {
    return {
      hubspotChannelId: this.#seeded.channels[CHANNELS.indexOf(name)]!.id,
      delivery: { deadline: '30m', uncertain: this.settings.uncertain ?? '20s' },
      connectable: this.lines.map(({ portalId }) => ({ portalId, addresses: ['*'] })),
      accounts: this.lines
        .filter(({ channel }) => channel === name)
        .map((line) => ({
          key: line.key,
          portalId: line.portalId,
          channelAccountId: line.accountId,
          deliveryIdentifier: line.address,
          ...more(line),
        })),
    };
  }

  async #open(): Promise<void> {
    const { publicUrl, clock, portals } = this.settings;
    const scheduler = fastClock(clock);
    const lines = portals.map(lineOf);
    this.emulator = createEmulator(
      {
        quota: this.#quota,
        webhooks: { attempts: 1_000, baseMs: 500, capMs: 4_000, timeoutMs: 100_000 },
        requestLogCapacity: 200_000,
        switches: { accessTokenLifetimeMs: 300_000, visibilityDelayMs: 1_000 },
      },
      { scheduler, random: new SeededRandom(this.random.integer(2 ** 31)) },
    );
    await this.emulator.start();
    this.chat = await WebhookDouble.start({
      signingSecret: SECRETS.signingSecret,
      webhookUrl: `${publicUrl}/providers/chat`,
      clock: scheduler,
    });
    const smsUrl = `${publicUrl}/providers/sms#rc=5&rp=all`;
    const numbers = lines
      .filter(({ channel }) => channel === 'sms')
      .map(({ address }) => ({ sender: address.value, webhookUrl: smsUrl }));
    const account = { accountSid: ACCOUNT_SID, authToken: SECRETS.authToken, numbers };
    this.sms = await TwilioDouble.start({ accounts: [account], stepMs: 500 }, scheduler);
    this.#seeded = this.#seed(lines, `${publicUrl}/hubspot/webhooks/main`);
    this.lines = lines.map((line) => ({ ...line, accountId: this.#accountIdOf(line, lines) }));
  }

  #accountIdOf(line: NewLine, lines: readonly NewLine[]): string {
    const ofChannel = lines.filter(({ channel }) => channel === line.channel);
    return this.#seeded.channels[CHANNELS.indexOf(line.channel)]!.accounts[ofChannel.indexOf(line)]!.id;
  }

  #seed(lines: readonly NewLine[], webhookUrl: string): Seeded {
    const { clientSecret, developerApiKey } = SECRETS;
    const accountsOf = (name: ChannelName) =>
      lines.filter(({ channel }) => channel === name).map(({ portalId, address }) => ({ portalId, address }));
    return this.emulator.control.seed({
      apps: [{ clientSecret, developerApiKey }],
      portals: lines.map(({ portalId }) => ({ portalId })),
      installs: lines.map(({ portalId }, index) => ({ portalId, refreshToken: refreshToken(index) })),
      channels: CHANNELS.map((name) => ({ name, webhookUrl, accounts: accountsOf(name) })),
    });
  }
}

const CHANNELS: readonly ChannelName[] = ['chat', 'sms'];

type NewLine = Omit<Line, 'accountId'>;

function lineOf(channel: ChannelName, index: number): NewLine {
  const key = `${channel}-line-${index}`;
  const address: Address =
    channel === 'chat'
      ? { type: 'CHANNEL_SPECIFIC_OPAQUE_ID', value: key }
      : { type: 'HS_PHONE_NUMBER', value: `+155501${String(index).padStart(2, '0')}` };
  return { channel, key, portalId: String(FIRST_PORTAL + index), address };
}
