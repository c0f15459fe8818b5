import { createHmac } from 'node:crypto';
import type {
  Account,
  AccountLookup,
  HttpTransport,
  PlannedPart,
  RawRequest,
  SendContext,
} from 'channelwright/adapter';
import { aPart, aSendContext, lookupOf } from 'channelwright/testing';
import { identitiesOf } from '../addresses.js';
import { accountSettings, channelSettings, type WhatsAppAccountSettings } from '../settings.js';
import { WhatsAppAdapter } from '../whatsapp-adapter.js';

export const APP_SECRET = 'an-app-secret-for-tests';
export const VERIFY_TOKEN = 'a-verify-token-for-tests';
export const ACCESS_TOKEN = 'an-access-token-for-tests';
export const PHONE_NUMBER_ID = '100000000000001';
export const WABA_ID = '200000000000001';
export const OUR_NUMBER = '12025550100';
export const PEER = '12025550199';
export const PUBLIC_URL = 'https://connector.example.test/providers/whatsapp';

export const SETTINGS = { appSecret: APP_SECRET, verifyToken: VERIFY_TOKEN };
export const ACCOUNT_SETTINGS = { phoneNumberId: PHONE_NUMBER_ID, wabaId: WABA_ID, accessToken: ACCESS_TOKEN };

export function whatsappAccount(
  settings: Record<string, unknown> = {},
  account: Partial<Account> = {},
): Account<WhatsAppAccountSettings> {
  return {
    key: 'main-line',
    channel: 'whatsapp',
    portalId: '62515',
    address: { type: 'HS_PHONE_NUMBER', value: `+${OUR_NUMBER}` },
    ...account,
    settings: accountSettings.parse({ ...ACCOUNT_SETTINGS, ...settings }),
  };
}

export function lookup(...accounts: Account<WhatsAppAccountSettings>[]): AccountLookup<WhatsAppAccountSettings> {
  return lookupOf(accounts, identitiesOf);
}

export function signatureOf(body: string | Uint8Array, secret = APP_SECRET): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}

/** A webhook as Meta posts it: what is not ASCII is escaped. */
export function signedWebhook(body: unknown, secret = APP_SECRET, accountKey?: string): RawRequest {
  const json = typeof body === 'string' ? body : JSON.stringify(body);
  const escaped = json.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return {
    method: 'POST',
    url: new URL(PUBLIC_URL),
    headers: { 'content-type': 'application/json', 'x-hub-signature-256': signatureOf(escaped, secret) },
    body: Buffer.from(escaped),
    receivedAtMs: 0,
    ...(accountKey !== undefined && { accountKey }),
  };
}

/** One change of one number, in Meta's envelope. */
export function webhookOf(value: Record<string, unknown>, { field = 'messages', id = PHONE_NUMBER_ID } = {}) {
  const metadata = { display_phone_number: OUR_NUMBER, phone_number_id: id };
  const change = { field, value: { messaging_product: 'whatsapp', metadata, ...value } };
  return { object: 'whatsapp_business_account', entry: [{ id: WABA_ID, changes: [change] }] };
}

export function sendContext(
  change: Partial<SendContext<WhatsAppAccountSettings>> = {},
  to: { type: 'HS_PHONE_NUMBER' | 'CHANNEL_SPECIFIC_OPAQUE_ID'; value: string } = {
    type: 'HS_PHONE_NUMBER',
    value: `+${PEER}`,
  },
): SendContext<WhatsAppAccountSettings> {
  return {
    ...aSendContext(whatsappAccount()),
    conversation: { key: 'c1', address: to, aliases: [to] },
    mediaUrl: async ({ name }) => new URL(`https://files.example.test/${name ?? 'file'}`),
    ...change,
  };
}

export function part(...items: PlannedPart['items']): PlannedPart {
  return { ...aPart([]), items };
}

export function whatsappAdapter(http: HttpTransport, settings: Record<string, unknown> = {}): WhatsAppAdapter {
  const clock = { now: () => 0, sleep: () => Promise.resolve() };
  return new WhatsAppAdapter(http, channelSettings.parse({ ...SETTINGS, ...settings }), clock);
}

export const ACCEPTED = {
  status: 200,
  body: {
    messaging_product: 'whatsapp',
    contacts: [{ input: PEER, wa_id: PEER }],
    messages: [{ id: 'wamid.one', message_status: 'accepted' }],
  },
};
