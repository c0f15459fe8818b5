/**
 * Why something did not work, in the terms an agent and an operator act on. Closed: every class has a sentence for the
 * agent in each language and a row in `docs/reference/failure-classes.md`.
 */
export const FAILURE_CLASSES = [
  // the recipient
  'recipient-invalid',
  'recipient-unreachable',
  'recipient-blocked',
  'recipient-opted-out',
  'recipient-not-on-channel',
  'multiple-recipients',
  // the conversation
  'outside-window',
  'template-invalid',
  // the content
  'content-refused',
  'content-too-long',
  'content-unsupported',
  'content-empty',
  'media-unavailable',
  'media-too-large',
  'media-type-refused',
  // our sender and its account
  'sender-invalid',
  'sender-not-permitted',
  'credentials-invalid',
  'account-suspended',
  'account-unavailable',
  'balance-exhausted',
  'quota-exhausted',
  'rate-limited',
  // the provider and the way to it
  'carrier-filtered',
  'provider-unavailable',
  'network',
  'timeout',
  // our own verdicts
  'deadline-exceeded',
  'unconfirmed',
  'cancelled',
  'webhook-missed',
  'unknown',
] as const;

export type FailureClass = (typeof FAILURE_CLASSES)[number];

/** What else the reason is true for. A `blocked` outcome closes the gate of this scope. */
export type FailureScope = 'message' | 'peer' | 'sender' | 'account' | 'provider';

export interface FailureReason {
  class: FailureClass;
  scope: FailureScope;
  /** Which sender or peer, where the account has several. Default: the one of the part. */
  scopeKey?: string;
  /** How long to wait at least, milliseconds, where the provider says so. */
  afterMs?: number;
  /** The provider's own code, shown to the agent behind the sentence, e.g. `21610`. */
  code?: string;
  /** For operators: what the provider said. Must hold no secret and no message text. */
  detail?: string;
}
