import type { Address } from '../../contract/address.js';

/** A sign of ours, and 7 to 15 digits of which the first is not 0. Source: ITU-T E.164. */
const E164 = /^\+[1-9]\d{6,14}$/;
const EMAIL = /^[^\s@"]{1,64}@[^\s@"]+\.[^\s@".]+$/;
const LONGEST = 256;

/**
 * An address as a person writes it; or, as a text, what is wrong with it.
 *
 * @param isOpaque it is an id that only the provider understands
 */
export function addressOf(given: string, isOpaque: boolean): Address | string {
  const value = given.trim();
  if (value === '' || value.length > LONGEST) return 'is empty or too long';
  if (isOpaque) return { type: 'CHANNEL_SPECIFIC_OPAQUE_ID', value };
  if (value.startsWith('+')) {
    const type = 'HS_PHONE_NUMBER';
    return E164.test(value) ? { type, value } : 'is no phone number in E.164: + and 7 to 15 digits, such as +15550199';
  }
  if (EMAIL.test(value)) return { type: 'HS_EMAIL_ADDRESS', value };
  return 'is neither a phone number with its + nor an e-mail address; --opaque takes the ids of a provider';
}
