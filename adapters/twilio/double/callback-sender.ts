import { twilioSignature } from '../signature.js';
import { type Answer, call } from './http-io.js';

/** One POST the double made, for looking at afterwards. */
export interface CallbackRecord {
  url: string;
  params: Record<string, string>;
  /** What was answered; absent where nobody answered. */
  status?: number;
  body?: string;
  error?: string;
}

/** Twilio's connection overrides, from the fragment of the URL. Default: a failed connection is tried once more. */
interface Retries {
  count: number;
  policy: string[];
}

/** Posts signed webhooks and keeps a record of each try. */
export class CallbackSender {
  readonly records: CallbackRecord[] = [];
  /** So that a try after the first can be told: Twilio names it in a header. */
  private sent = 0;

  async post(authToken: string, target: string, params: Record<string, string>): Promise<CallbackRecord> {
    const [url = target, fragment] = target.split('#', 2);
    const { count, policy } = retriesOf(fragment);
    this.sent += 1;
    const token = `double-${this.sent}`;
    for (let tries = 0; ; tries += 1) {
      const record = await this.once(authToken, url, params, token);
      this.records.push(record);
      if (tries >= count || !shouldRetry(record, policy)) return record;
    }
  }

  private async once(
    authToken: string,
    url: string,
    params: Record<string, string>,
    token: string,
  ): Promise<CallbackRecord> {
    const headers = {
      'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
      'x-twilio-signature': twilioSignature(authToken, url, Object.entries(params)),
      'i-twilio-idempotency-token': token,
    };
    try {
      const answer: Answer = await call('POST', new URL(url), headers, new URLSearchParams(params).toString());
      return { url, params, status: answer.status, body: answer.body.toString() };
    } catch (error) {
      return { url, params, error: error instanceof Error ? error.message : String(error) };
    }
  }
}

function retriesOf(fragment: string | undefined): Retries {
  const overrides = new URLSearchParams(fragment ?? '');
  const count = Number(overrides.get('rc') ?? 1);
  return { count: Math.min(5, Math.max(0, count || 0)), policy: (overrides.get('rp') ?? 'ct').split(',') };
}

function shouldRetry({ status }: CallbackRecord, policy: string[]): boolean {
  if (status !== undefined && status < 400) return false;
  if (policy.includes('all')) return true;
  if (status === undefined) return policy.includes('ct');
  return policy.includes(status < 500 ? '4xx' : '5xx');
}
