import type { Customer, Way } from './customer.js';

export const OUR_NUMBER = '+15550100';

/** Our side of every conversation, as HubSpot shows it. */
export const OUR_ADDRESSES: Readonly<Record<Way, Customer['address']>> = {
  sms: { type: 'HS_PHONE_NUMBER', value: OUR_NUMBER },
  whatsapp: { type: 'HS_PHONE_NUMBER', value: OUR_NUMBER },
  line: { type: 'CHANNEL_SPECIFIC_OPAQUE_ID', value: '@support-line' },
  telegram: { type: 'CHANNEL_SPECIFIC_OPAQUE_ID', value: '@support_bot' },
  chat: { type: 'CHANNEL_SPECIFIC_OPAQUE_ID', value: 'support' },
};

export const WAYS = Object.keys(OUR_ADDRESSES) as Way[];

/** Names of the channels in the configuration: they are in the URLs which providers call. */
export const CHANNELS: Readonly<Record<Way, string>> = {
  sms: 'support-sms',
  whatsapp: 'support-whatsapp',
  line: 'support-line',
  telegram: 'support-telegram',
  chat: 'chat',
};

/** What providers call. Telegram names no bot in what it posts, so the account is in the URL; the others do as well with it. */
export function webhookPath(way: Way, account: string): string {
  return `/providers/${CHANNELS[way]}${way === 'telegram' ? `/${account}` : ''}`;
}
