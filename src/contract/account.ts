import type { Address } from './address.js';

/** How a webhook names one of our accounts: one of `identities(account)`, or the account key of the URL. */
export type AccountRef = string;

/** One connected number or bot in one portal's inbox, as an adapter sees it. Handed to every call; never to be kept. */
export interface Account<A = unknown> {
  /** Our key for it, stable for its life. */
  key: string;
  /** The channel configuration it belongs to. */
  channel: string;
  portalId: string;
  /** Its own address as HubSpot shows it, e.g. the number customers write to. */
  address: Address;
  /** The adapter's account settings, parsed by its schema, secrets in the clear. */
  settings: A;
}

/**
 * The accounts of one channel configuration that may receive: those at work, and those that are at work no more (replaced, or gone
 * from the configuration), for receipts of what they have sent.
 */
export interface AccountLookup<A = unknown> {
  /** The account whose key is in the URL of the request (`RawRequest.accountKey`). */
  byKey(key: string): Account<A> | undefined;
  /** All accounts that the adapter's `identities` gives this identity. */
  byIdentity(identity: AccountRef): Account<A>[];
  all(): Account<A>[];
  /** Whether an account is at work. Absent: all are. */
  isAtWork?(key: string): boolean;
}
