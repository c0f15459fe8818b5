import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createEmulator, type Emulator, type EmulatorOptions, type Seeded } from '../../../src/emulator/index.js';
import { ManualScheduler } from '../../../src/testing/manual-scheduler.js';
import { SeededRandom } from '../../../src/testing/seeded-random.js';

export interface Delivery {
  headers: IncomingHttpHeaders;
  raw: Buffer;
  body: Record<string, unknown>;
}

/** A place for webhooks: answers with `status`, keeps what comes. */
export class Receiver implements AsyncDisposable {
  readonly deliveries: Delivery[] = [];
  /** The statuses to answer, in turn; afterwards 204. */
  answers: number[] = [];
  /** Never answer. */
  silent = false;
  #waiting: (() => void)[] = [];
  #server: Server | undefined;

  async start(): Promise<string> {
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const raw = Buffer.concat(chunks);
        this.deliveries.push({ headers: request.headers, raw, body: JSON.parse(raw.toString()) as Delivery['body'] });
        if (!this.silent) response.writeHead(this.answers.shift() ?? 204).end();
        for (const wake of this.#waiting.splice(0)) wake();
      });
    });
    await new Promise<void>((resolve) => this.#server?.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/hubspot/webhooks/main`;
  }

  /** Resolves when so many have come. */
  async received(count: number): Promise<void> {
    while (this.deliveries.length < count) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server?.closeAllConnections();
    await new Promise<void>((resolve) => (this.#server ? this.#server.close(() => resolve()) : resolve()));
  }
}

export interface Answer {
  status: number;
  headers: Headers;
  body: Record<string, unknown>;
}

/** A running emulator with one app, portal, channel and account, and a client of it. */
export class Running implements AsyncDisposable {
  readonly scheduler = new ManualScheduler(1_800_000_000_000);
  readonly receiver = new Receiver();
  emulator!: Emulator;
  seeded!: Seeded;
  webhookUrl = '';

  static async start(options: EmulatorOptions = {}, capabilities: Record<string, unknown> = {}): Promise<Running> {
    const running = new Running();
    running.webhookUrl = await running.receiver.start();
    running.emulator = createEmulator(options, { scheduler: running.scheduler, random: new SeededRandom(7) });
    await running.emulator.start();
    const address = { type: 'HS_PHONE_NUMBER' as const, value: '+15550100' };
    running.seeded = running.emulator.control.seed({
      channels: [{ webhookUrl: running.webhookUrl, capabilities, accounts: [{ address }] }],
    });
    return running;
  }

  get control() {
    return this.emulator.control;
  }
  get app() {
    return this.seeded.apps[0]!;
  }
  get install() {
    return this.seeded.installs[0]!;
  }
  get channelId() {
    return this.seeded.channels[0]!.id;
  }
  get account() {
    return this.seeded.channels[0]!.accounts[0]!;
  }

  /** A call with the portal's token. */
  async call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const answer = await fetch(this.emulator.url + path, {
      method,
      headers: {
        authorization: `Bearer ${this.install.accessToken}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    const isJson = answer.headers.get('content-type') === 'application/json';
    return { status: answer.status, headers: answer.headers, body: isJson ? JSON.parse(text) : { text } };
  }

  /** A channel operation, with the developer key. */
  callAsApp(method: string, path: string, body?: unknown): Promise<Answer> {
    const key = `hapikey=${this.app.developerApiKey}&appId=${this.app.appId}`;
    return this.call(method, `${path}${path.includes('?') ? '&' : '?'}${key}`, body, { authorization: '' });
  }

  /** A form to the token endpoint, with the app's credentials. */
  async token(form: Record<string, string>, rest = ''): Promise<Answer> {
    const { clientId, clientSecret } = this.app;
    const body = new URLSearchParams({ client_id: clientId, client_secret: clientSecret, ...form });
    const answer = await fetch(`${this.emulator.url}/oauth/v3/token${rest}`, { method: 'POST', body });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, body: text === '' ? {} : JSON.parse(text) };
  }

  /** The path of the channel under v3. */
  path(rest = ''): string {
    return `/conversations/v3/custom-channels/${this.channelId}${rest}`;
  }

  publish(more: Record<string, unknown> = {}): Promise<Answer> {
    return this.call('POST', this.path('/messages'), {
      channelAccountId: this.account.id,
      messageDirection: 'INCOMING',
      text: 'Hello',
      senders: [{ name: 'Ada', deliveryIdentifier: { type: 'HS_PHONE_NUMBER', value: '+15550199' } }],
      ...more,
    });
  }

  patch(messageId: string, statusType: string, more: Record<string, unknown> = {}): Promise<Answer> {
    return this.call('PATCH', this.path(`/messages/${messageId}`), { statusType, ...more });
  }

  agentSend(text: string) {
    return this.control.agentSend({
      accountId: this.account.id,
      to: [{ type: 'HS_PHONE_NUMBER', value: '+15550199' }],
      text,
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.emulator.stop();
    await this.receiver[Symbol.asyncDispose]();
  }
}
