import type { Clock } from 'channelwright/adapter';
import { type BackgroundWork, type RetryPolicy, WebhookSender } from 'channelwright/double';
import { badRequest } from './bot-api-error.js';
import type { UpdateQueue } from './updates.js';

/** What `setWebhook` was told. */
export interface WebhookSetting {
  url: string;
  secret?: string | undefined;
  allowed?: readonly string[] | undefined;
}

const FIRST_DELAY_MS = 1_000;
/** Source: Telegram's published server: the delay doubles up to a minute or two. */
const LONGEST_DELAY_MS = 60_000;

/** Carries updates to the webhook: in order within a chat, chats beside each other, again and again until one is taken. */
export class Webhook {
  readonly sender: WebhookSender;
  /** What the answers to webhooks asked Telegram to do. There should be none. */
  readonly executed: { method: string }[] = [];
  readonly #chats = new Map<string, Promise<void>>();
  #setting: WebhookSetting | undefined;
  #generation = 0;

  constructor(
    private readonly queue: UpdateQueue,
    private readonly work: BackgroundWork,
    time: Clock,
  ) {
    this.sender = new WebhookSender(time, work.signal);
    queue.onAdded = (kept) => this.#enqueue(kept);
  }

  get setting(): WebhookSetting | undefined {
    return this.#setting;
  }

  /** @throws BotApiError for a secret that Telegram would not take */
  set(setting: WebhookSetting | undefined): void {
    if (setting?.secret !== undefined && !/^[A-Za-z0-9_-]{1,256}$/.test(setting.secret)) {
      throw badRequest('secret token contains unallowed characters');
    }
    this.#setting = setting;
    this.#generation += 1;
    this.#chats.clear();
    if (setting === undefined) return;
    this.queue.endPolling();
    for (const kept of this.queue.pending) this.#enqueue(kept);
  }

  /** Resolves when the update was taken or given up. */
  whenDone(chat: string): Promise<void> {
    return this.#chats.get(chat) ?? Promise.resolve();
  }

  #enqueue(kept: UpdateQueue['pending'][number]): void {
    if (this.#setting === undefined) return;
    const generation = this.#generation;
    const before = this.whenDone(kept.chat);
    const done = before.then(() => (generation === this.#generation ? this.#deliver(kept) : undefined));
    this.#chats.set(kept.chat, done);
    void this.work.track(done);
  }

  async #deliver(kept: UpdateQueue['pending'][number]): Promise<void> {
    const setting = this.#setting;
    if (setting === undefined) return;
    const { url, secret } = setting;
    const headers = {
      'content-type': 'application/json',
      ...(secret === undefined ? {} : { 'x-telegram-bot-api-secret-token': secret }),
    };
    const generation = this.#generation;
    const again: RetryPolicy = (_, tries) => {
      const delayMs = Math.min(FIRST_DELAY_MS * 2 ** (tries - 1), LONGEST_DELAY_MS);
      return this.queue.isExpired(kept) || generation !== this.#generation ? undefined : delayMs;
    };
    const { answer = '' } = await this.sender.post({ url, headers, body: JSON.stringify(kept.update) }, again);
    this.queue.confirm((other) => other === kept);
    this.#execute(answer);
  }

  /** Telegram carries out a method that the answer names. Source: "Making requests when getting updates". */
  #execute(answer: string): void {
    const [, method] = /"method"\s*:\s*"([a-zA-Z]+)"/.exec(answer) ?? [];
    if (method !== undefined) this.executed.push({ method });
  }
}
