import type { Address } from './address.js';
import type { FailureReason } from './failure-reason.js';

/** What a call or a receipt says was consumed. Amounts are decimal strings: money is never a float. */
export interface Usage {
  /** Billed units, e.g. SMS segments. */
  units?: number;
  price?: { amount: string; currency: string };
}

/**
 * What became of one call. The five kinds differ in what is *certain*:
 *
 * - `accepted`: the provider has it. `ids` holds one id per receipt to expect; `proves` says what acceptance alone proves.
 * - `rejected`: certainly not sent, and the same message never will be.
 * - `retry`: certainly not sent; a later attempt may work.
 * - `blocked`: certainly not sent; nothing of this scope will be until something is mended (credentials, balance).
 * - `uncertain`: it may have been sent. Never sent again blindly.
 */
export type SendOutcome =
  | { kind: 'accepted'; ids: string[]; proves?: 'sent' | 'delivered'; aliases?: Address[]; usage?: Usage }
  | { kind: 'rejected'; reason: FailureReason }
  | { kind: 'retry'; reason: FailureReason; aliases?: Address[] }
  | { kind: 'blocked'; reason: FailureReason }
  | { kind: 'uncertain'; reason: FailureReason };
