import type { Clock } from 'channelwright/adapter';
import {
  answer,
  answerUnderFault,
  BackgroundWork,
  type CustomerText,
  type DoubleAnswer,
  type DoubleFault,
  type DoubleRequest,
  DoubleServer,
  FaultQueue,
  type ProviderDouble,
  systemTime,
  type WebhookTry,
  withControls,
} from 'channelwright/double';
import { Bot, type DeliveredMessage } from './bot.js';
import { BotApiError, refusal } from './bot-api-error.js';
import { Customers } from './customers.js';
import { doubleOptions, type TelegramDoubleOptions } from './double-options.js';
import { readParams, textParam } from './request-params.js';
import { SEND_METHODS } from './send-methods.js';

const CALLS = [
  'send',
  'getMe',
  'getUpdates',
  'getFile',
  'file',
  'setWebhook',
  'deleteWebhook',
  'getWebhookInfo',
] as const;
export type TelegramCall = (typeof CALLS)[number];

/** The Bot API on this machine: bots, chats, updates by webhook and by poll, files. It knows nothing of the adapter. */
export class TelegramDouble implements ProviderDouble {
  readonly bots: readonly Bot[];
  /** Every call of a method, refused or not, in order. */
  readonly calls: { method: string; chat?: string; atMs: number }[] = [];
  readonly #options: ReturnType<typeof doubleOptions.parse>;
  readonly #faults = new FaultQueue<TelegramCall>(CALLS);
  readonly #work = new BackgroundWork();
  #server: DoubleServer | undefined;

  private constructor(
    input: TelegramDoubleOptions,
    private readonly time: Clock,
  ) {
    this.#options = doubleOptions.parse(input);
    this.bots = this.#options.bots.map(({ token, username }) => new Bot(token, username, this.#work, time));
    for (const id of this.#options.chats) this.first.chats.open(id);
  }

  static async start(options: TelegramDoubleOptions, time: Clock = systemTime): Promise<TelegramDouble> {
    const double = new TelegramDouble(options, time);
    const api = withControls(double, (request) => double.#handle(request));
    double.#server = await DoubleServer.listen(double.#options.port, api);
    return double;
  }

  /** The bot that is meant where none is named. */
  get first(): Bot {
    return this.bots[0]!;
  }

  get url(): string {
    return this.#server?.url ?? '';
  }

  /** The webhook of the first bot, as if `setWebhook` had been called with its secret. */
  get webhookUrl(): string | undefined {
    return this.first.webhook.setting?.url;
  }

  set webhookUrl(url: string | undefined) {
    const secret = this.#options.bots[0]?.webhookSecret;
    this.first.webhook.set(url === undefined ? undefined : { url, secret });
  }

  get delivered(): readonly DeliveredMessage[] {
    return this.bots.flatMap((bot) => bot.delivered);
  }

  get webhooks(): readonly WebhookTry[] {
    return this.bots.flatMap((bot) => bot.webhook.sender.tries);
  }

  fault(fault: DoubleFault<TelegramCall>): void {
    this.#faults.add(fault);
  }

  /** Nothing goes wrong any more. */
  mend(): void {
    this.#faults.clear();
  }

  /** How often something was to be sent, refused or not. */
  get sends(): number {
    return this.calls.filter(({ method }) => SEND_METHODS[method] !== undefined).length;
  }

  /** The next calls that send are too many. @param seconds to wait */
  floods(seconds: number, more: { to?: string; times?: number } = {}): void {
    const error = new BotApiError(429, `Too Many Requests: retry after ${seconds}`, { retry_after: seconds });
    this.fault({ kind: 'refuse', ...refusal(error), ...more });
  }

  /** @param to a bot's username or id */
  customers(to?: string): Customers {
    return new Customers(this.#botNamed(to));
  }

  async customerWrites({ from, text, to }: CustomerText): Promise<number> {
    const messageId = this.customers(to).writes({ from: Number(from) }, { text });
    await this.#botNamed(to).webhook.whenDone(from);
    return messageId;
  }

  settled(): Promise<void> {
    return this.#work.settled();
  }

  async stop(): Promise<void> {
    await this.#server?.close();
    await this.#work.stop();
  }

  #botNamed(name: string | undefined): Bot {
    if (name === undefined) return this.first;
    const bot = this.bots.find(({ id, username }) => [String(id), username, `@${username}`].includes(name));
    if (bot === undefined) throw new Error(`${name} is none of the double's bots`);
    return bot;
  }

  async #handle(request: DoubleRequest): Promise<void> {
    const [, isFile, token, path = ''] = /^(\/file)?\/bot([^/]+)\/(.*)$/.exec(request.url.pathname) ?? [];
    const bot = this.bots.find((known) => known.token === decodeURIComponent(token ?? ''));
    const patience = { time: this.time, signal: this.#work.signal };
    if (bot === undefined) return answer(request.response, refusal(UNAUTHORIZED));
    if (isFile !== undefined) {
      const fault = this.#faults.take('file');
      return answerUnderFault(fault, request.response, () => fileAnswer(bot, decodeURIComponent(path)), patience);
    }
    const method = path.toLowerCase();
    const params = await readParams(request);
    const chat = textParam(params, 'chat_id');
    this.calls.push({ method, atMs: this.time.now(), ...(chat === undefined ? {} : { chat }) });
    const fault = this.#faults.take(callOf(method), chat);
    await answerUnderFault(fault, request.response, () => methodAnswer(() => bot.call(method, params)), patience);
  }
}

const UNAUTHORIZED = new BotApiError(401, 'Unauthorized');

function callOf(method: string): TelegramCall {
  if (SEND_METHODS[method] !== undefined) return 'send';
  return CALLS.find((call) => call.toLowerCase() === method) ?? 'getMe';
}

async function methodAnswer(act: () => unknown): Promise<DoubleAnswer> {
  try {
    return { status: 200, body: { ok: true, result: await act() } };
  } catch (error) {
    if (error instanceof BotApiError) return refusal(error);
    throw error;
  }
}

function fileAnswer(bot: Bot, path: string): DoubleAnswer {
  const file = bot.files.at(path);
  if (file === undefined) return refusal(new BotApiError(404, 'Not Found'));
  return {
    status: 200,
    body: file.bytes,
    headers: { 'content-type': file.type, 'content-length': String(file.bytes.length) },
  };
}
