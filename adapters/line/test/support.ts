import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type {
  Account,
  AccountLookup,
  HttpTransport,
  PartItem,
  PlannedPart,
  RawRequest,
  SendContext,
} from 'channelwright/adapter';
import { aSendContext, lookupOf as lookup, ScriptedTransport } from 'channelwright/testing';
import { LineAdapter } from '../line-adapter.js';
import { accountSettings, channelSettings, type LineAccountSettings } from '../settings.js';

export const BOT = `U${'b'.repeat(32)}`;
export const USER = `U${'1'.repeat(32)}`;
export const OTHER_USER = `U${'2'.repeat(32)}`;
export const GROUP = `C${'3'.repeat(32)}`;
export const TOKEN = 'a-token-for-tests';
export const SECRET = 'a-secret-for-tests';
export const RETRY_KEY = '5e1f7a53-6c1c-4dd1-a1f3-1f5a1fb1c9f1';
export const NOW = Date.UTC(2026, 4, 4, 9, 30);

export function lineAccount(
  settings: Record<string, unknown> = {},
  account: Partial<Account> = {},
): Account<LineAccountSettings> {
  return {
    key: 'main-bot',
    channel: 'line',
    portalId: '62515',
    address: { type: 'CHANNEL_SPECIFIC_OPAQUE_ID', value: BOT },
    ...account,
    settings: accountSettings.parse({
      channelAccessToken: TOKEN,
      channelSecret: SECRET,
      botUserId: BOT,
      ...settings,
    }),
  };
}

export function lookupOf(...accounts: Account<LineAccountSettings>[]): AccountLookup<LineAccountSettings> {
  return lookup(accounts, ({ settings }) => [settings.botUserId]);
}

export function signatureOf(body: string | Uint8Array, secret = SECRET): string {
  return createHmac('sha256', secret).update(body).digest('base64');
}

export interface WebhookChange {
  secret?: string;
  destination?: string;
  accountKey?: string;
  signature?: string;
}

/** A webhook as LINE posts it. */
export function signedWebhook(events: unknown[], change: WebhookChange = {}): RawRequest {
  const { secret = SECRET, destination = BOT, accountKey, signature } = change;
  return rawWebhook(JSON.stringify({ destination, events }), {
    secret,
    ...(accountKey && { accountKey }),
    ...(signature && { signature }),
  });
}

/** Any body, signed. */
export function rawWebhook(
  body: string | Uint8Array,
  { secret = SECRET, accountKey, signature = signatureOf(body, secret) }: WebhookChange = {},
): RawRequest {
  return {
    method: 'POST',
    url: new URL('https://connector.example.test/providers/line'),
    headers: { 'content-type': 'application/json; charset=utf-8', 'x-line-signature': signature },
    body: Buffer.from(body),
    receivedAtMs: NOW,
    ...(accountKey === undefined ? {} : { accountKey }),
  };
}

/** What every event has, and a user as its source. */
export function anEvent(type: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    type,
    mode: 'active',
    timestamp: NOW,
    source: { type: 'user', userId: USER },
    webhookEventId: '01HXB0000000000000000000AA',
    deliveryContext: { isRedelivery: false },
    ...more,
  };
}

export function aMessage(message: Record<string, unknown>, more: Record<string, unknown> = {}) {
  return anEvent('message', { replyToken: 'reply-1', message: { id: '500000000000000001', ...message }, ...more });
}

export function lineContext(
  account: Account<LineAccountSettings> = lineAccount(),
  change: Partial<SendContext<LineAccountSettings>> = {},
): SendContext<LineAccountSettings> {
  return {
    ...aSendContext(account, USER),
    mediaUrl: async ({ name }) => new URL(`https://files.example.test/${name ?? 'file'}`),
    ...change,
  };
}

export function aPart(items: PartItem[], change: Partial<PlannedPart> = {}): PlannedPart {
  return { id: 'p1', index: 0, idempotencyKey: RETRY_KEY, adapterVersion: '0.1.0', items, ...change };
}

export function lineAdapter(
  http: HttpTransport,
  settings: Record<string, unknown> = {},
  nowMs: number = NOW,
): LineAdapter {
  return new LineAdapter(http, channelSettings.parse(settings), { now: () => nowMs, sleep: () => Promise.resolve() });
}

/** For what must make no call. */
export const noCalls = new ScriptedTransport();

/** A file of the repository; tests run from `dist`. */
export function readRepositoryFile(path: string): Promise<string> {
  return readFile(new URL(`../../../../${path}`, import.meta.url), 'utf8');
}
