import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TwilioDouble } from '../../adapters/twilio/double/index.js';
import { WebhookDouble } from '../../adapters/webhook/double/webhook-double.js';
import { createEmulator, type Emulator, type Seeded } from '../../src/emulator/index.js';
import { SeededRandom } from '../../src/testing/seeded-random.js';
import type { ChildConfig } from './child-protocol.js';
import { ConnectorProcess, type Death } from './connector-process.js';
import { SECRETS } from './crash-secrets.js';
import { type ClockSettings, fastClock } from './fast-clock.js';
import type { Armed } from './kill-point.js';
import { Ledger } from './ledger.js';

/** How much faster time passes than on the wall. */
const SPEED = 20;
const QUOTA = { requests: 16, perMs: 10_000 };
const ACCOUNT_SID = `AC${'c'.repeat(32)}`;
const PORTALS = ['62515', '62516'] as const;
export const CHAT_LINE = { type: 'CHANNEL_SPECIFIC_OPAQUE_ID', value: 'chat-line' } as const;
export const SMS_LINE = { type: 'HS_PHONE_NUMBER', value: '+15550100' } as const;

/**
 * HubSpot's emulator and two providers in this process, each with its own ordered log: the judges' witnesses. The connector is a
 * process of its own, killed and started again on the same store and port.
 */
export class CrashWorld implements AsyncDisposable {
  readonly ledger = new Ledger();
  readonly random: SeededRandom;
  readonly clock: ClockSettings = { realMs: Date.now(), shownMs: Date.UTC(2026, 4, 4, 9), speed: SPEED };
  readonly outputs: string[] = [];
  emulator!: Emulator;
  chat!: WebhookDouble;
  sms!: TwilioDouble;
  seeded!: Seeded;
  #port!: number;
  #folder!: string;
  #living: ConnectorProcess | undefined;
  #next = new ConnectorProcess();

  private constructor(seed: number) {
    this.random = new SeededRandom(seed);
  }

  static async open(seed: number): Promise<CrashWorld> {
    const world = new CrashWorld(seed);
    try {
      await world.#open();
      return world;
    } catch (error) {
      await world[Symbol.asyncDispose]();
      throw error;
    }
  }

  get accounts(): { chat: string; sms: string } {
    const [chat, sms] = this.seeded.channels.map((channel) => channel.accounts[0]!.id);
    return { chat: chat!, sms: sms! };
  }

  /** The process that runs now. */
  get connector(): ConnectorProcess {
    if (!this.#living) throw new Error('no connector is running');
    return this.#living;
  }

  /** Starts the connector once more. Resolves when it listens, or has died on the way. */
  async revive(armed?: Armed): Promise<void> {
    this.#living = this.#next;
    // The one after it loads its code meanwhile.
    this.#next = new ConnectorProcess();
    await this.#living.start({ config: this.#config(), port: this.#port, clock: this.clock, armed });
  }

  /** Waits for the end of this life, or brings it about. */
  async bury(how: 'wait' | 'kill'): Promise<Death> {
    const death = await (how === 'kill' ? this.connector.kill() : this.connector.dead);
    this.outputs.push(this.connector.output);
    if (death.signal !== 'SIGKILL')
      throw new Error(`the connector ended by itself (${death.code})\n${this.outputs.at(-1)}`);
    if (death.killedAt === 'provider.answered' && death.what) this.ledger.lostCalls.push(death.what);
    return death;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.#living?.kill(), this.#next.kill()]);
    await this.chat?.stop();
    await this.sms?.stop();
    await this.emulator?.stop();
    if (this.#folder) await rm(this.#folder, { recursive: true, force: true });
  }

  async #open(): Promise<void> {
    this.#folder = await mkdtemp(join(tmpdir(), 'channelwright-crash-'));
    this.#port = await freePort();
    const scheduler = fastClock(this.clock);
    const publicUrl = `http://127.0.0.1:${this.#port}`;
    this.emulator = createEmulator(
      {
        quota: QUOTA,
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
    this.sms = await TwilioDouble.start(
      {
        accounts: [
          {
            accountSid: ACCOUNT_SID,
            authToken: SECRETS.authToken,
            numbers: [{ sender: SMS_LINE.value, webhookUrl: `${publicUrl}/providers/sms#rc=5&rp=all` }],
          },
        ],
        stepMs: 500,
      },
      scheduler,
    );
    this.seeded = this.#seed(`${publicUrl}/hubspot/webhooks/main`);
  }

  #seed(webhookUrl: string): Seeded {
    const { clientSecret, developerApiKey, refreshTokens } = SECRETS;
    return this.emulator.control.seed({
      apps: [{ clientSecret, developerApiKey }],
      portals: PORTALS.map((portalId) => ({ portalId })),
      installs: PORTALS.map((portalId, index) => ({ portalId, refreshToken: refreshTokens[index] })),
      channels: [
        { name: 'Chat', webhookUrl, accounts: [{ portalId: PORTALS[0], address: CHAT_LINE }] },
        { name: 'SMS', webhookUrl, accounts: [{ portalId: PORTALS[1], address: SMS_LINE }] },
      ],
    });
  }

  #config(): ChildConfig {
    const [app, [chat, sms]] = [this.seeded.apps[0]!, this.seeded.channels];
    const delivery = { deadline: '30m', uncertain: '20s' };
    return {
      publicUrl: `http://127.0.0.1:${this.#port}`,
      network: { allowPrivate: ['127.0.0.0/8'] },
      store: `sqlite:${join(this.#folder, 'crash.db')}`,
      encryptionKeys: [SECRETS.encryptionKey],
      log: { level: 'debug', format: 'json' },
      apps: {
        main: {
          appId: Number(app.appId),
          clientId: app.clientId,
          clientSecrets: [app.clientSecret],
          developerApiKey: app.developerApiKey,
          apiBaseUrl: this.emulator.url,
          quota: { requests: QUOTA.requests, per: `${QUOTA.perMs}ms` },
        },
      },
      portals: PORTALS.map((portalId, index) => ({ portalId, refreshToken: SECRETS.refreshTokens[index] })),
      channels: {
        chat: {
          adapter: 'webhook',
          hubspotChannelId: chat!.id,
          settings: { url: this.chat.urls.url, signingSecret: SECRETS.signingSecret },
          delivery,
          accounts: [
            {
              key: 'chat-line',
              portalId: PORTALS[0],
              channelAccountId: this.accounts.chat,
              deliveryIdentifier: CHAT_LINE,
            },
          ],
        },
        sms: {
          adapter: 'twilio',
          hubspotChannelId: sms!.id,
          settings: { apiBaseUrl: this.sms.url, callbackRetries: 'rc=5&rp=all' },
          delivery,
          accounts: [
            {
              key: 'sms-line',
              portalId: PORTALS[1],
              channelAccountId: this.accounts.sms,
              deliveryIdentifier: SMS_LINE,
              settings: { accountSid: ACCOUNT_SID, authToken: SECRETS.authToken, from: SMS_LINE.value },
            },
          ],
        },
      },
    };
  }
}

/** One that nobody listens on now. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}
