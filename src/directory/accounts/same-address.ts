import type { Address } from '../../contract/address.js';

/** Whether two are one, as HubSpot writes them. */
export function sameAddress(a: Address, b: Address): boolean {
  return a.type === b.type && a.value === b.value;
}
