/** The one app, channel and account of the benchmarks; and how messages are numbered. */
export const CLIENT_SECRET = 'benchmark-client-secret';
export const SIGNING_SECRET = `whsec_${Buffer.alloc(32, 5).toString('base64')}`;
export const STORE_KEY = new Uint8Array(32).fill(7);
export const CHANNEL_ID = '1001';
export const ACCOUNT_ID = '424';
export const OUR_NUMBER = { type: 'HS_PHONE_NUMBER', value: '+15550100' } as const;
export const HUBSPOT_PATH = '/hubspot/webhooks/main';
export const PROVIDER_PATH = '/providers/chat';
/** What is called, as far as signatures are concerned. */
export const PUBLIC_URL = 'http://127.0.0.1';

export const PORTAL = '62515';
/** Statuses are sent to several portals at once: one alone has a limit of its own on concurrent calls. */
export const PORTALS: readonly string[] = Array.from({ length: 20 }, (_, index) => String(Number(PORTAL) + index));

/** A channel account in a portal. */
export interface Line {
  key: string;
  portalId: string;
  accountId: string;
  address: { type: 'HS_PHONE_NUMBER'; value: string };
}

export const MAIN_LINE: Line = { key: 'main-line', portalId: PORTAL, accountId: ACCOUNT_ID, address: OUR_NUMBER };

/** One for each portal of a fleet. */
export function lineOf(index: number): Line {
  const value = `+1556${String(index).padStart(7, '0')}`;
  return {
    key: `line-${index}`,
    portalId: String(70_000 + index),
    accountId: String(50_000 + index),
    address: { type: 'HS_PHONE_NUMBER', value },
  };
}

export function tokenOf(portalId: string): string {
  return `token-${portalId}`;
}

export function textOf(number: number): string {
  return `Your parcel ${number} leaves our warehouse this afternoon and will be with you tomorrow before noon.`;
}

export function numberIn(text: string): number {
  return Number(/parcel (\d+)/.exec(text)?.[1]);
}

export function messageId(number: number): string {
  return `m${number}`;
}

export function providerId(number: number): string {
  return `p${number}`;
}

export function peer(number: number): { type: 'HS_PHONE_NUMBER'; value: string } {
  return { type: 'HS_PHONE_NUMBER', value: `+1555${String(number).padStart(8, '0')}` };
}
