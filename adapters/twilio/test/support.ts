import { readFile } from 'node:fs/promises';
import type {
  Account,
  AccountLookup,
  HttpRequest,
  HttpResponse,
  HttpTransport,
  Logger,
  PlannedPart,
  RawRequest,
  SendContext,
} from 'channelwright/adapter';
import { TransportError } from 'channelwright/adapter';
import { identitiesOf } from '../addresses.js';
import { accountSettings, channelSettings, type TwilioAccountSettings } from '../settings.js';
import { type Param, twilioSignature } from '../signature.js';
import { TwilioAdapter } from '../twilio-adapter.js';

export const ACCOUNT_SID = 'AC00000000000000000000000000000001';
export const AUTH_TOKEN = 'a-token-for-tests';
export const OUR_NUMBER = '+15550100';
export const PEER = '+15550199';
export const PUBLIC_URL = 'https://connector.example.test/providers/sms';

/** A file of the repository; tests run from `dist`. */
export function readRepositoryFile(path: string): Promise<string> {
  return readFile(new URL(`../../../../${path}`, import.meta.url), 'utf8');
}

export function twilioAccount(
  settings: Record<string, unknown> = {},
  account: Partial<Account> = {},
): Account<TwilioAccountSettings> {
  return {
    key: 'main-line',
    channel: 'sms',
    portalId: '62515',
    address: { type: 'HS_PHONE_NUMBER', value: OUR_NUMBER },
    ...account,
    settings: accountSettings.parse({ accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN, from: OUR_NUMBER, ...settings }),
  };
}

export function whatsappAccount(settings: Record<string, unknown> = {}): Account<TwilioAccountSettings> {
  return twilioAccount({ from: `whatsapp:${OUR_NUMBER}`, ...settings }, { key: 'whatsapp-line' });
}

export function lookupOf(...accounts: Account<TwilioAccountSettings>[]): AccountLookup<TwilioAccountSettings> {
  return {
    byKey: (key) => accounts.find((account) => account.key === key),
    byIdentity: (id) => accounts.filter((account) => identitiesOf(account).includes(id)),
    all: () => accounts,
  };
}

/** A webhook as Twilio posts it, signed with `authToken`. */
export function signedWebhook(
  params: Record<string, string>,
  {
    url = PUBLIC_URL,
    authToken = AUTH_TOKEN,
    accountKey,
  }: { url?: string; authToken?: string; accountKey?: string } = {},
): RawRequest {
  const pairs: Param[] = Object.entries(params);
  return {
    method: 'POST',
    url: new URL(url),
    headers: {
      'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
      'x-twilio-signature': twilioSignature(authToken, url, pairs),
    },
    body: Buffer.from(new URLSearchParams(params).toString()),
    receivedAtMs: 0,
    ...(accountKey === undefined ? {} : { accountKey }),
  };
}

const silent: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => silent,
};

export function sendContext(
  account: Account<TwilioAccountSettings>,
  change: Partial<SendContext<TwilioAccountSettings>> & { callback?: string } = {},
): SendContext<TwilioAccountSettings> {
  const { callback = PUBLIC_URL, ...rest } = change;
  const address = { type: 'HS_PHONE_NUMBER', value: PEER } as const;
  return {
    account,
    conversation: { key: 'c1', address, aliases: [address] },
    correlation: 'attempt-1',
    attempt: 1,
    callbackUrl: (params) => new URL(`${callback}?${new URLSearchParams(params)}`),
    mediaUrl: async ({ name }) => new URL(`https://files.example.test/${name ?? 'file'}`),
    openMedia: () => Promise.reject(new Error('Twilio takes no uploads')),
    assertLicensed: () => undefined,
    signal: new AbortController().signal,
    log: silent,
    ...rest,
  };
}

export function textPart(text: string): PlannedPart {
  return plannedPart([{ kind: 'text', text }]);
}

export function plannedPart(items: PlannedPart['items']): PlannedPart {
  return { id: 'p1', index: 0, idempotencyKey: '5e1f7a53-6c1c-4dd1-a1f3-1f5a1fb1c9f1', adapterVersion: '0.1.0', items };
}

/** The adapter against `baseUrl`, at a fixed time where one is given. */
export function twilioAdapter(baseUrl: string, options: { nowMs?: number; http?: HttpTransport } = {}): TwilioAdapter {
  const clock = { now: () => options.nowMs ?? Date.now(), sleep: () => Promise.resolve() };
  return new TwilioAdapter(options.http ?? fetchTransport, channelSettings.parse({ apiBaseUrl: baseUrl }), clock);
}

/** `HttpTransport` over the platform's fetch: enough for calls to a double on this machine. */
export const fetchTransport: HttpTransport = {
  async request({ method, url, headers = {}, body, signal }: HttpRequest): Promise<HttpResponse> {
    try {
      const answer = await fetch(url, {
        method,
        headers,
        redirect: 'manual',
        ...(typeof body === 'string' ? { body } : {}),
        ...(signal ? { signal } : {}),
      });
      return {
        status: answer.status,
        headers: Object.fromEntries(answer.headers),
        text: () => answer.text(),
        json: () => answer.json().catch(() => undefined),
        stream: () => (answer.body ?? new ReadableStream()) as ReadableStream<Uint8Array>,
      };
    } catch (cause) {
      const refused = JSON.stringify((cause as { cause?: { code?: string } }).cause?.code) === '"ECONNREFUSED"';
      throw new TransportError(refused ? 'refused' : 'reset', refused ? 'no' : 'unknown', 'no answer', { cause });
    }
  },
};

/** A transport that answers what it is given and remembers what it was asked. */
export class ScriptedTransport implements HttpTransport {
  readonly requests: HttpRequest[] = [];

  constructor(
    private readonly answers: (TransportError | { status: number; headers?: Record<string, string>; body?: unknown })[],
  ) {}

  async request(request: HttpRequest): Promise<HttpResponse> {
    this.requests.push(request);
    const answer = this.answers.shift();
    if (answer === undefined) throw new Error('one request too many');
    if (answer instanceof Error) throw answer;
    const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body ?? null);
    return {
      status: answer.status,
      headers: answer.headers ?? {},
      text: async () => text,
      json: async () => parsed(text),
      stream: () => new Response(text).body as ReadableStream<Uint8Array>,
    };
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
