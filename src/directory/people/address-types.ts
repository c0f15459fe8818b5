import type { AddressType } from '../../contract/address.js';

/** Every type of address: a person's may be known under any of them. */
export const TYPES_OF_ADDRESSES: readonly AddressType[] = [
  'HS_PHONE_NUMBER',
  'HS_EMAIL_ADDRESS',
  'HS_SHORT_CODE',
  'CHANNEL_SPECIFIC_OPAQUE_ID',
];
