import { readFileSync } from 'node:fs';
import type {
  Account,
  AccountLookup,
  Clock,
  ContentItem,
  HttpTransport,
  PlannedPart,
  RawRequest,
  SendContext,
} from 'channelwright/adapter';
import { aSendContext, lookupOf, type ProviderAnswer } from 'channelwright/testing';
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
  return lookupOf(accounts, ({ address }) => [address.value]);
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
  return {
    ...aSendContext(account),
    conversation: { key: 'conversation-1', address, aliases: [address] },
    correlation: 'a1b2c3',
    callbackUrl: () => new URL(statusUrl),
    mediaUrl: async ({ name }) => new URL(`https://files.example.com/${name}`),
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

export function anAnswer(status: number, body: unknown = '', headers: Record<string, string> = {}): ProviderAnswer {
  return { status, body, headers };
}

/** All there is to come, at once. */
export async function allOf<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
