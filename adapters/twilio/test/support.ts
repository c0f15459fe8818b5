import { readFile } from 'node:fs/promises';
import type {
  Account,
  AccountLookup,
  HttpTransport,
  PlannedPart,
  RawRequest,
  SendContext,
} from 'channelwright/adapter';
import { aSendContext, fetchTransport, lookupOf as lookup } from 'channelwright/testing';
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
  return lookup(accounts, identitiesOf);
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

export function sendContext(
  account: Account<TwilioAccountSettings>,
  change: Partial<SendContext<TwilioAccountSettings>> & { callback?: string } = {},
): SendContext<TwilioAccountSettings> {
  const { callback = PUBLIC_URL, ...rest } = change;
  const address = { type: 'HS_PHONE_NUMBER', value: PEER } as const;
  return {
    ...aSendContext(account),
    conversation: { key: 'c1', address, aliases: [address] },
    callbackUrl: (params) => new URL(`${callback}?${new URLSearchParams(params)}`),
    mediaUrl: async ({ name }) => new URL(`https://files.example.test/${name ?? 'file'}`),
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
