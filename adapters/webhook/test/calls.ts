import { readFileSync } from 'node:fs';
import {
  type Account,
  type AccountLookup,
  type Clock,
  type ContentItem,
  type HttpRequest,
  type HttpResponse,
  type HttpTransport,
  type PlannedPart,
  type RawRequest,
  type SendContext,
  TransportError,
} from 'channelwright/adapter';
import { type AccountSettings, accountSettings, settings } from '../settings.js';
import { signedHeaders } from '../signing.js';
import { WebhookAdapter } from '../webhook-adapter.js';

export const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
export const OTHER_SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
export const NOW = Date.UTC(2026, 0, 15, 9, 30);

export const stillClock: Clock = { now: () => NOW, async sleep() {} };

/** One of the files in `samples/`. Tests run in `dist/`, samples are not compiled. */
export function sample(name: string): string {
  return readFileSync(new URL(`../../../../adapters/webhook/samples/${name}.json`, import.meta.url), 'utf8');
}

export function anAccount(key = 'main', own: Partial<AccountSettings> = {}): Account<AccountSettings> {
  const address = { type: 'CHANNEL_SPECIFIC_OPAQUE_ID', value: key === 'main' ? 'support' : key } as const;
  return { key, channel: 'chat', portalId: '1', address, settings: accountSettings.parse(own) };
}

export function lookup(...accounts: Account<AccountSettings>[]): AccountLookup<AccountSettings> {
  return {
    byKey: (key) => accounts.find((account) => account.key === key),
    byIdentity: (identity) => accounts.filter(({ address }) => address.value === identity),
    all: () => accounts,
  };
}

export function anAdapter(
  http: HttpTransport,
  channel: Record<string, unknown> = {},
  clock = stillClock,
): WebhookAdapter {
  const url = 'https://chat.example.com/messages';
  return new WebhookAdapter(http, clock, settings.parse({ url, signingSecret: SECRET, ...channel }));
}

export function aPart(...items: ContentItem[]): PlannedPart {
  const idempotencyKey = '5b1c9a1e-0c3d-4f7e-9a57-2f6d3c8e1b42';
  return { id: 'part-1', index: 0, items, idempotencyKey, adapterVersion: '1.0.0' };
}

export const hello: ContentItem = { kind: 'text', text: 'hello' };

export function aContext(
  account = anAccount(),
  statusUrl = 'https://connector.example.com/p',
): SendContext<AccountSettings> {
  const address = { type: 'CHANNEL_SPECIFIC_OPAQUE_ID', value: 'user-17' } as const;
  const log = { debug() {}, info() {}, warn() {}, error() {}, child: () => log };
  return {
    account,
    conversation: { key: 'conversation-1', address, aliases: [address] },
    correlation: 'a1b2c3',
    attempt: 1,
    callbackUrl: () => new URL(statusUrl),
    mediaUrl: async ({ name }) => new URL(`https://files.example.com/${name}`),
    openMedia: () => Promise.reject(new Error('nothing is uploaded')),
    assertLicensed() {},
    signal: new AbortController().signal,
    log,
  };
}

export function aWebhook(body: string, { secret = SECRET, accountKey = '', atMs = NOW } = {}): RawRequest {
  return {
    method: 'POST',
    url: new URL('https://connector.example.com/providers/chat'),
    headers: signedHeaders(secret, 'req_1', atMs, body),
    body: Buffer.from(body),
    ...(accountKey && { accountKey }),
    receivedAtMs: NOW,
  };
}

/** Answers each request with the next of these, and keeps the requests. */
export class ScriptedTransport implements HttpTransport {
  readonly requests: HttpRequest[] = [];
  readonly #answers: (Error | HttpResponse)[];

  constructor(...answers: (Error | HttpResponse)[]) {
    this.#answers = answers;
  }

  async request(request: HttpRequest): Promise<HttpResponse> {
    this.requests.push(request);
    const answer = this.#answers.shift();
    if (answer === undefined) throw new TransportError('refused', 'no', 'no answer was scripted');
    if (answer instanceof Error) throw answer;
    return answer;
  }
}

export function anAnswer(status: number, body: unknown = '', headers: Record<string, string> = {}): HttpResponse {
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  return {
    status,
    headers,
    text: async () => bytes.toString(),
    json: async () => JSON.parse(bytes.toString()),
    stream: () => new Blob([bytes]).stream() as ReadableStream<Uint8Array>,
  };
}

/** A real transport, for talking to the double. */
export const fetchTransport: HttpTransport = {
  async request({ method, url, headers = {}, body, signal }) {
    const init = {
      method,
      headers,
      redirect: 'manual',
      ...(signal && { signal }),
      ...(body && { body }),
    } as RequestInit;
    const response = await fetch(url, init).catch((cause: Error) => {
      const refused = (cause.cause as { code?: string } | undefined)?.code === 'ECONNREFUSED';
      throw new TransportError(refused ? 'refused' : 'reset', refused ? 'no' : 'yes', cause.message, { cause });
    });
    const [status, all] = [response.status, Object.fromEntries(response.headers)];
    const stream = () => response.body as ReadableStream<Uint8Array>;
    return { status, headers: all, text: () => response.text(), json: () => response.json(), stream };
  },
};

/** All there is to come, at once. */
export async function allOf<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
