import type { FailureReason } from '../contract/failure-reason.js';
import type { Usage } from '../contract/send-outcome.js';

/** How far one provider id has come. Monotone: pending < accepted < sent < failed < delivered < read. */
export type Progress = 'pending' | 'accepted' | 'sent' | 'failed' | 'delivered' | 'read';

/** One id the provider gave, with its own receipts. */
export interface ProviderId {
  id: string;
  progress: Progress;
  atMs: number;
  /** With `failed`. */
  reason?: FailureReason;
  usage?: Usage;
}

/** One call. It is written as an intent before the call, and completed with what the call returned. */
export interface Attempt {
  /** From 1. */
  n: number;
  correlation: string;
  /** The epoch that licensed the call. */
  epoch: number;
  intendedAtMs: number;
  /** How long the call may take, ms. Absent: as long as calls do that carry no file. */
  timeoutMs?: number;
  /** Absent while the call is under way, or when it was lost in a crash. */
  outcome?: 'accepted' | 'rejected' | 'retry' | 'blocked' | 'uncertain';
  returnedAtMs?: number;
  /** Of any outcome but `accepted`, or of a receipt that failed the attempt as a whole. */
  reason?: FailureReason;
  /** What is known of the attempt as a whole: by `proves`, or by receipts that carry our correlation but no id. */
  progress: Progress;
  ids: ProviderId[];
  /** How often `wasSent` was asked. */
  lookups: number;
  /** It is uncertain and will stay so: by policy another attempt follows. */
  resend?: boolean;
  /** With `retry`: it may have been sent, but while the provider drops a repeated key it is safe to send again. */
  keyed?: boolean;
  /** Nothing was heard of the call: what it returned may still come, from the process that has made it. */
  lost?: true;
  /**
   * Transactions of the store were lost: it may stand for a call, or be followed by calls, that nobody has on record. So only a
   * proof that it arrived says anything.
   */
  unrecorded?: true;
  /** While the call is under way: a receipt has shown already that the provider has it. */
  proven?: boolean;
  usage?: Usage;
}

/** How long a part waits for the peer to write once more. */
export interface ReplyWait {
  /** From `sinceMs`, ms. Then the message is FAILED. */
  forMs: number;
  /** When everything before it had gone out, ms. Absent: that is still to come. */
  sinceMs?: number;
}

/** One provider call's worth of a message. Its content is in the `contents` table. */
export interface Part {
  id: string;
  index: number;
  idempotencyKey: string;
  continues: boolean;
  adapterVersion: string;
  attempts: Attempt[];
  /** The next attempt is not before this, ms. */
  notBeforeMs?: number;
  /** It waits for the peer to write. */
  awaitsReply?: ReplyWait;
  /** It will never be sent (again): counts as failed as long as nothing proves otherwise. */
  abandoned?: FailureReason;
  /** Set by policy on an uncertain or unconfirmed part: counts as failed; any later proof clears it. */
  presumed?: FailureReason;
  /** How far it was when it was presumed: only what is beyond that is a proof. Default `pending`. */
  presumedAt?: Progress;
  /** When the adapter says no further receipt will come. */
  final?: boolean;
}
