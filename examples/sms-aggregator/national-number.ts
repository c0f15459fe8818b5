import type { Address } from 'channelwright/adapter';

const JAPAN = '+81';
/** Eleven digits of a mobile phone, or fourteen of a machine (0200, 0600). */
const NATIONAL = /^0(?:[789]0\d{8}|[26]00\d{10})$/;

/** As the aggregator wants a number: `+819012345678` → `09012345678`. `undefined`: not a Japanese mobile number. */
export function toNational(e164: string): string | undefined {
  if (!e164.startsWith(JAPAN)) return undefined;
  const national = `0${e164.slice(JAPAN.length)}`;
  return NATIONAL.test(national) ? national : undefined;
}

/** As HubSpot wants it. `undefined`: not a number we know how to write. */
export function toAddress(national: string): Address | undefined {
  if (!NATIONAL.test(national)) return undefined;
  return { type: 'HS_PHONE_NUMBER', value: `${JAPAN}${national.slice(1)}` };
}
