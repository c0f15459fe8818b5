import { isValidPhoneNumber } from 'libphonenumber-js';
import { z } from 'zod';
import type { Address, AddressType } from '../../contract/address.js';
import { invalid } from '../answers/api-error.js';
import type { Channel } from './model.js';
import type { Switches } from './switches.js';

const TYPES: readonly string[] = [
  'CHANNEL_SPECIFIC_OPAQUE_ID',
  'HS_EMAIL_ADDRESS',
  'HS_PHONE_NUMBER',
  'HS_SHORT_CODE',
] satisfies AddressType[];

const email = z.email();

/** One string per address, for look-ups. */
export const addressKey = (address: Address): string => `${address.type}:${address.value}`;

/**
 * Checks an address as HubSpot announces it does (reference §3). The body of HubSpot's own refusal is not known.
 *
 * @throws ApiError 400
 */
export function checkAddress(given: { type: string; value: string }, channel: Channel, switches: Switches): Address {
  if (!TYPES.includes(given.type)) throw refusal(given, `must be one of ${TYPES.join(', ')}`);
  const address: Address = { type: given.type as AddressType, value: given.value };
  if (switches.validateIdentifiers && !isValid(address)) throw refusal(given, 'has a value not valid for its type');
  const listed = channel.capabilities['deliveryIdentifierTypes'];
  if (switches.enforceIdentifierTypes && Array.isArray(listed) && !listed.includes(address.type)) {
    throw refusal(given, 'is of a type that the channel does not list');
  }
  return address;
}

/** Test numbers such as +15550100 are no real ones: they pass where they have the shape of E.164. */
function isValid({ type, value }: Address): boolean {
  switch (type) {
    case 'HS_PHONE_NUMBER':
      return isValidPhoneNumber(value) || isFictional(value);
    case 'HS_EMAIL_ADDRESS':
      return email.safeParse(value).success;
    default:
      return value.trim() !== '';
  }
}

/** North American numbers reserved for fiction (555-01XX), with or without an area code. */
function isFictional(value: string): boolean {
  return /^\+1(\d{3})?55501\d{2}$/.test(value);
}

function refusal({ type }: { type: string }, problem: string) {
  return invalid(`A delivery identifier of type ${type.slice(0, 40)} ${problem}.`, {
    context: { deliveryIdentifierType: [type.slice(0, 40)] },
  });
}
