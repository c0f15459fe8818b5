import { parsePhoneNumberFromString } from 'libphonenumber-js';
import { z } from 'zod';
import type { Address, AddressType } from '../../contract/address.js';

/** What HubSpot shows as an address is not longer, characters: a limit of our own. */
const LONGEST = 255;

export type ReadAddress = { ok: true; address: Address } | { ok: false; problem: AddressProblem };

export type AddressProblem =
  | 'missing'
  | 'too-long'
  | 'not-a-phone-number'
  | 'not-an-email-address'
  | 'not-a-short-code';

const email = z.email();

/** An address that somebody typed, in the form in which HubSpot takes it. A phone number needs its country code. */
export function readAddress(type: AddressType, typed: string): ReadAddress {
  const value = typed.trim();
  if (value === '') return { ok: false, problem: 'missing' };
  if (value.length > LONGEST) return { ok: false, problem: 'too-long' };
  switch (type) {
    case 'HS_PHONE_NUMBER':
      return phoneNumber(value);
    case 'HS_EMAIL_ADDRESS':
      return email.safeParse(value).success ? read(type, value) : { ok: false, problem: 'not-an-email-address' };
    case 'HS_SHORT_CODE':
      return /^\d{3,8}$/.test(value) ? read(type, value) : { ok: false, problem: 'not-a-short-code' };
    case 'CHANNEL_SPECIFIC_OPAQUE_ID':
      return read(type, value);
  }
}

/** HubSpot takes what libphonenumber calls valid (HubSpot, "Custom channels"); numbers that doubles use are none of these. */
function phoneNumber(value: string): ReadAddress {
  const number = parsePhoneNumberFromString(value);
  const valid = number !== undefined && (number.isValid() || isFictional(number.number));
  return valid ? read('HS_PHONE_NUMBER', number.number) : { ok: false, problem: 'not-a-phone-number' };
}

/** North American numbers for films and tests (555-01XX), with or without an area code. */
function isFictional(number: string): boolean {
  return /^\+1(\d{3})?55501\d{2}$/.test(number);
}

function read(type: AddressType, value: string): ReadAddress {
  return { ok: true, address: { type, value } };
}
