import type { Clock } from 'channelwright/adapter';
import { type RetryPolicy, WebhookSender, type WebhookTry } from 'channelwright/double';
import { twilioSignature } from '../signature.js';

/** Twilio's connection overrides, from the fragment of the URL. Default: a failed connection is tried once more. */
interface Retries {
  count: number;
  policy: string[];
}

/** Posts forms that Twilio has signed. */
export class CallbackSender {
  readonly #sender: WebhookSender;
  /** So that a try after the first can be told: Twilio names it in a header. */
  #sent = 0;

  constructor(time: Clock, signal: AbortSignal) {
    this.#sender = new WebhookSender(time, signal);
  }

  /** Every try, oldest first. */
  get tries() {
    return this.#sender.tries;
  }

  /** Resolves with the last try. */
  post(authToken: string, target: string, params: Record<string, string>): Promise<WebhookTry> {
    const [url = target, fragment] = target.split('#', 2);
    this.#sent += 1;
    const headers = {
      'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
      'x-twilio-signature': twilioSignature(authToken, url, Object.entries(params)),
      'i-twilio-idempotency-token': `double-${this.#sent}`,
    };
    const body = new URLSearchParams(params).toString();
    return this.#sender.post({ url, headers, body }, retryPolicy(retriesOf(fragment)));
  }

  clear(): void {
    this.#sender.clear();
  }
}

function retriesOf(fragment: string | undefined): Retries {
  const overrides = new URLSearchParams(fragment ?? '');
  const count = Number(overrides.get('rc') ?? 1);
  return { count: Math.min(5, Math.max(0, count || 0)), policy: (overrides.get('rp') ?? 'ct').split(',') };
}

function retryPolicy({ count, policy }: Retries): RetryPolicy {
  return ({ status }, tries) => (tries <= count && shouldRetry(status, policy) ? 0 : undefined);
}

function shouldRetry(status: number | undefined, policy: string[]): boolean {
  if (status !== undefined && status < 400) return false;
  if (policy.includes('all')) return true;
  if (status === undefined) return policy.includes('ct');
  return policy.includes(status < 500 ? '4xx' : '5xx');
}
