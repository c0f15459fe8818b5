import type { ContentItem, PartItem } from '../../contract/content-item.js';
import type { FailureReason } from '../../contract/failure-reason.js';
import type { Json } from '../../contract/json.js';
import type { SendOutcome } from '../../contract/send-outcome.js';

/** One attempt of one part. */
export interface AttemptName {
  message: string;
  partIndex: number;
  attempt: number;
}

/** What delivery tells the fold about its own calls. Each kind is `delivery.<key>`. */
export interface DeliveryEvents {
  prepared: { message: string; items: ContentItem[]; parts: PlannedDraft[] };
  unprepared: { message: string; reason: FailureReason; passing: boolean };
  /** Answered with `true` when the call is licensed. */
  intended: AttemptName & { correlation: string; timeoutMs?: number };
  /** May come late, through the inbox: from a process that has lost the slot meanwhile. */
  returned: AttemptName & { correlation: string; outcome: SendOutcome; atMs: number };
  /** A call of which nothing more will be heard. */
  lost: AttemptName;
  lookedUp: AttemptName & { answer: LookupAnswer; askedAtMs: number };
  /** The time of an uncertain attempt is up. */
  undecided: AttemptName;
  /** The message must not be sent (any more): its deadline has passed, or its peer has opted out. */
  stopped: { message: string; reason: FailureReason };
  /** The time in which the peer was expected to write is over. */
  unanswered: { message: string };
  /** There is work for a lane at whose head nothing is to be sent. */
  headless: { lane: string };
  /** The lane waits for a gate. */
  gated: { lane: string; gate: string; untilMs: number };
  /** Transactions of the store were lost: of what is not finished, anything may have been sent. */
  recovered: { messages: string[] };
  /** Of one portal: the gate is not closed any more. */
  released: { gate: string };
  /** Credentials were tried; `valid` undefined: there is no way to. */
  validated: { gate: string; valid?: boolean | undefined };
}

export type LookupAnswer = { sent: true; ids: string[] } | { sent: false } | 'unknown';

export interface PlannedDraft {
  id: string;
  idempotencyKey: string;
  items: PartItem[];
  continues: boolean;
  /** It waits so long for the peer to write, ms. */
  awaitsReplyMs?: number;
  data?: Json;
}
