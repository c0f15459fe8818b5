import type { Address } from './address.js';
import type { ContentItem, PartItem } from './content-item.js';
import type { FailureReason } from './failure-reason.js';
import type { Json } from './json.js';

/** An agent's message, ready to be planned: files resolved, inline images turned into files. */
export interface OutboundMessage {
  /** HubSpot's message id. */
  id: string;
  threadId: string;
  /** ms since the epoch. */
  createdAtMs: number;
  to: Address;
  content: ContentItem[];
  /** The actor that wrote it, e.g. `A-123`. */
  actorId?: string;
}

/** What one call shall carry. `continues`: it is pointless when the part before it has failed. */
export interface PartDraft {
  items: PartItem[];
  continues?: boolean;
  /**
   * It is not sent before the peer has written once more: where the account has a window, before that is open. Meanwhile the
   * message is held, at most for the time that is configured.
   */
  awaitsReply?: boolean;
  /** Anything the adapter wants back in `send`. Persisted. */
  data?: Json;
}

/** A draft as it was committed. It is never planned again, so `send` may see a part of an older adapter version. */
export interface PlannedPart extends PartDraft {
  /** Stable over attempts, restarts and processes. */
  id: string;
  /** From 0. */
  index: number;
  /** A UUID, the same for every attempt of this part: the provider's idempotency key, where it has one. */
  idempotencyKey: string;
  adapterVersion: string;
}

/** The whole message cannot be sent on this channel. Said before its first part is sent. */
export interface Rejection {
  rejected: FailureReason;
}
