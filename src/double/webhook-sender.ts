import type { Clock } from '../contract/clock.js';
import { call } from './http-io.js';

/** A webhook on its way to the connector. */
export interface SentWebhook {
  url: string;
  /** A function where each try is signed anew. */
  headers: Record<string, string> | (() => Record<string, string>);
  body: string;
}

/** One try to deliver a webhook, for looking at afterwards. */
export interface WebhookTry {
  url: string;
  headers: Record<string, string>;
  body: string;
  atMs: number;
  /** What was answered; absent where nobody answered. */
  status?: number;
  answer?: string;
  /** Why nobody answered. */
  error?: string;
}

/** After how many ms to try again, told the last try and how many there were; undefined: give up. */
export type RetryPolicy = (last: WebhookTry, tries: number) => number | undefined;

export function wasTaken({ status = 0 }: WebhookTry): boolean {
  return status >= 200 && status < 300;
}

const once: RetryPolicy = () => undefined;

/** Posts webhooks and keeps a record of each try. */
export class WebhookSender {
  readonly tries: WebhookTry[] = [];

  /** @param signal ends waiting and trying: the double stops */
  constructor(
    private readonly time: Clock,
    private readonly signal: AbortSignal,
  ) {}

  /** Resolves with the last try: the webhook was taken, or given up. @param retry default: it is tried once */
  async post(webhook: SentWebhook, retry: RetryPolicy = once): Promise<WebhookTry> {
    for (let tries = 1; ; tries += 1) {
      const last = await this.#try(webhook);
      this.tries.push(last);
      const delayMs = wasTaken(last) || this.signal.aborted ? undefined : retry(last, tries);
      if (delayMs === undefined) return last;
      await this.time.sleep(delayMs, this.signal);
    }
  }

  clear(): void {
    this.tries.length = 0;
  }

  async #try({ url, headers: given, body }: SentWebhook): Promise<WebhookTry> {
    const headers = typeof given === 'function' ? given() : given;
    const tried = { url, headers, body, atMs: this.time.now() };
    try {
      const answer = await call(url, { method: 'POST', headers, body, signal: this.signal });
      return { ...tried, status: answer.status, answer: answer.body.toString() };
    } catch (error) {
      return { ...tried, error: error instanceof Error ? error.message : String(error) };
    }
  }
}
