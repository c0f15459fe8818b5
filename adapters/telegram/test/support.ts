import { readFile } from 'node:fs/promises';
import {
  type Account,
  type AccountLookup,
  type HttpTransport,
  type MediaStream,
  type PartItem,
  type PlannedPart,
  type RawRequest,
  type SendContext,
} from 'channelwright/adapter';
import { aSendContext, fetchTransport, lookupOf as lookup } from 'channelwright/testing';
import { identitiesOf } from '../addresses.js';
import { accountSettings, channelSettings, type TelegramAccountSettings } from '../settings.js';
import { TelegramAdapter } from '../telegram-adapter.js';

export const TOKEN = '123456:A-token_for-tests-that-is-long-enough';
export const SECRET = 'a-secret-for-tests';
export const USER = 4242;
export const NOW = Date.UTC(2026, 4, 4, 9, 30);

/** A file of the repository; tests run from `dist`. */
export function readRepositoryFile(path: string): Promise<string> {
  return readFile(new URL(`../../../../${path}`, import.meta.url), 'utf8');
}

export function telegramAccount(
  settings: Record<string, unknown> = {},
  account: Partial<Account> = {},
): Account<TelegramAccountSettings> {
  return {
    key: 'main-bot',
    channel: 'telegram',
    portalId: '62515',
    address: { type: 'CHANNEL_SPECIFIC_OPAQUE_ID', value: '@double_bot' },
    ...account,
    settings: accountSettings.parse({ botToken: TOKEN, webhookSecret: SECRET, ...settings }),
  };
}

export function lookupOf(...accounts: Account<TelegramAccountSettings>[]): AccountLookup<TelegramAccountSettings> {
  return lookup(accounts, identitiesOf);
}

/** A webhook as Telegram posts it. */
export function webhook(
  update: unknown,
  { secret = SECRET, accountKey = 'main-bot' }: { secret?: string | undefined; accountKey?: string | undefined } = {},
): RawRequest {
  const body = typeof update === 'string' ? update : JSON.stringify(update);
  return {
    method: 'POST',
    url: new URL(`https://connector.example.test/providers/telegram/${accountKey}`),
    headers: { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': secret },
    body: Buffer.from(body),
    receivedAtMs: NOW,
    accountKey,
  };
}

/** The same without an account in the URL. */
export function namelessWebhook(update: unknown, secret = SECRET): RawRequest {
  const { accountKey: _, ...request } = webhook(update, { secret });
  return request;
}

export function plannedPart(...items: PartItem[]): PlannedPart {
  return { id: 'p1', index: 0, idempotencyKey: '5e1f7a53-6c1c-4dd1-a1f3-1f5a1fb1c9f1', adapterVersion: '0.1.0', items };
}

/** A send to a chat, with the bytes of its files. */
export function sendContext(
  to: number | string = USER,
  change: Partial<SendContext<TelegramAccountSettings>> = {},
): SendContext<TelegramAccountSettings> {
  return { ...aSendContext(telegramAccount(), String(to)), ...change };
}

/** A file with these bytes, as `openMedia` opens it. */
export function mediaOf(bytes: Uint8Array, type: string): MediaStream {
  return { body: new Response(new Uint8Array(bytes)).body as ReadableStream<Uint8Array>, type, size: bytes.length };
}

/** The adapter against a server, at a fixed time. */
export function telegramAdapter(baseUrl: string, http: HttpTransport = fetchTransport): TelegramAdapter {
  const clock = { now: () => NOW, sleep: () => Promise.resolve() };
  return new TelegramAdapter(http, channelSettings.parse({ apiBaseUrl: baseUrl }), clock);
}
