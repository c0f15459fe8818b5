import type { AccountRef } from './account.js';
import type { Address } from './address.js';
import type { ContentItem } from './content-item.js';
import type { FailureReason } from './failure-reason.js';
import type { Usage } from './send-outcome.js';

export type ReceiptState = 'accepted' | 'sent' | 'delivered' | 'read' | 'failed';

/** A provider's later report on something we sent. */
export interface ReceiptEvent {
  kind: 'receipt';
  /**
   * What it reports on: a provider id; our own correlation, echoed (then `ids` may teach us the provider's ids); or all
   * that went to a peer up to a moment (watermark).
   */
  of: { id: string } | { correlation: string; ids?: string[] } | { peer: Address; upToMs: number };
  state: ReceiptState;
  /** The provider will report no more on this. Default: as declared in `receipts`. */
  final?: boolean;
  /** With `failed`. */
  reason?: FailureReason;
  usage?: Usage;
  /** The provider's time, ms since the epoch. */
  atMs?: number;
}

/** A person wrote to us (`message`), or we wrote from outside HubSpot, e.g. from the phone (`echo`). */
export interface MessageEvent {
  kind: 'message' | 'echo';
  /** The provider's id of the message. */
  id: string;
  atMs: number;
  /** Who the conversation is with: the peer, or the group. */
  conversation: Address;
  from: Address & { name?: string };
  content: ContentItem[];
  /** The provider's id of the message this answers. */
  replyTo?: string;
  /** The provider says it of the peer (a changed number): nobody has written, so no reply window opens. */
  notice?: true;
  /** Order within the conversation, where the provider has one better than time. */
  sequence?: number;
  /** Something with which the next answer may be sent for a while (a reply token). */
  replyHandle?: { token: string; expiresAtMs: number };
  /** At this provider nobody can write to us who does not hear from us: an earlier opt-out is over. */
  optIn?: true;
  /** One of several webhooks that make one message (an album, SMS segments). */
  fragment?: { key: string; index: number; count?: number; waitMs: number };
}

export interface EditEvent {
  kind: 'edited' | 'deleted';
  /** The provider's id of the message. */
  of: string;
  content?: ContentItem[];
  atMs?: number;
}

export interface ReactionEvent {
  kind: 'reaction';
  of: string;
  /** Absent: the reaction was taken back. */
  emoji?: string;
  from: Address;
}

/**
 * Two addresses are one peer (a number change, a group that became a supergroup, a number and a user name). Messages go to `to`
 * from now on. Either may be new: the conversation is that of `from` where there is one, else that of `to`.
 * What is told again of two addresses that are known to be one moves messages only where they go to `from` now.
 */
export interface AliasEvent {
  kind: 'alias';
  from: Address;
  to: Address;
}

export interface OptEvent {
  kind: 'optOut' | 'optIn';
  peer: Address;
  /** The provider's time, ms since the epoch: what was said before something we know already counts no more. Default: now. */
  atMs?: number;
}

/** What happened, without whose and which delivery of it. */
export type ProviderFact = ReceiptEvent | MessageEvent | EditEvent | ReactionEvent | AliasEvent | OptEvent;

/**
 * What a provider told us. `dedupeKey` is the same for every delivery of the same fact (webhook retry, backfill, pull) and
 * unique within the account.
 */
export type ProviderEvent = { account: AccountRef; dedupeKey: string } & ProviderFact;

/** A piece of something genuine that could not be read. It is kept raw as a dead letter; its neighbours go on. */
export interface Unparsable {
  kind: 'unparsable';
  account?: AccountRef;
  /** What was wrong, for the operator. No message text. */
  detail: string;
  /** The piece itself. */
  raw: string;
}

/** What an adapter hands over, by whatever way it came: webhook, socket, poll, pull or backfill. */
export type ReceivedEvent = ProviderEvent | Unparsable;
