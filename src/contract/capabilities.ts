import type { AddressType } from './address.js';
import type { ContentKind, FileUsage } from './content-item.js';

/** How long a text is in the provider's own measure. */
export interface EncodedText {
  units: number;
  /** Characters the provider cannot carry. Empty: all is well. */
  unsupported: string[];
}

export interface TextCapability {
  /** The most units one part may have. */
  maxUnits: number;
  /** Default: UTF-16 code units, everything supported. */
  encode?(text: string): EncodedText;
  /** What to do with a longer text. Default `split`. */
  overflow?: 'split' | 'reject';
  /** What to do with characters the provider cannot carry. Default `reject`. */
  unsupported?: 'reject' | { replaceWith: string };
}

export interface MediaCapability {
  /** How the bytes reach the provider: by a URL it fetches, by upload, or only as a link in the text. */
  mode: 'url' | 'upload' | 'link';
  /** Accepted MIME types; `image/*` style wildcards allowed. Per usage kind, then `default`. */
  types: string[];
  /** Bytes per file. */
  maxBytes: number;
  /** Files per message. */
  maxCount: number;
  usages?: FileUsage[];
  /** Whether a caption can go with a file. */
  caption?: boolean;
}

/**
 * What protects against a double send. `key`: the provider drops a repeated idempotency key for `ttlMs`, so an uncertain
 * attempt may be made again. `correlation`: our reference comes back in receipts. `none`: nothing.
 */
export type Idempotency = { kind: 'key'; ttlMs: number } | { kind: 'correlation' } | { kind: 'none' };

export interface Capabilities {
  /**
   * What is shown to HubSpot when the channel is created: HubSpot's own capability map.
   * Source: custom channels guide, "channel capabilities".
   */
  hubspot: {
    deliveryIdentifierTypes: AddressType[];
    threadingModel: 'INTEGRATION_THREAD_ID' | 'DELIVERY_IDENTIFIER';
    allowConversationStart: boolean;
    allowInlineImages?: boolean;
    richText?: string[];
    outgoingAttachmentTypes?: ('FILE' | 'QUICK_REPLIES')[];
  };
  /** Outgoing content kinds beyond text and file. */
  content?: ContentKind[];
  text: TextCapability;
  media?: MediaCapability;
  /** Content items one call can carry. Default 1. */
  itemsPerPart?: number;
  /** After how long without an inbound message free text is refused. Absent: never. */
  window?: { ms: number };
  /** What protects against a double send. A definition may say otherwise per account, see `AdapterDefinition.idempotency`. */
  idempotency: Idempotency;
}

/** A declared rate: at most `count` calls per `perMs` for each key of this scope. */
export interface Limit {
  scope: 'sender' | 'account' | 'provider' | 'peer';
  count: number;
  perMs: number;
}

/** What can be heard of a message after the call has returned. */
export interface ReceiptDeclaration {
  states: ('sent' | 'delivered' | 'read' | 'failed')[];
  /** States after which nothing more comes. Default `['read', 'failed']`. */
  final?: ('sent' | 'delivered' | 'read' | 'failed')[];
  /** Pushed by webhook or socket, or asked for at these delays after the send (ms). */
  delivery: 'pushed' | { pulledAfterMs: number[] } | 'none';
  /** How long the provider goes on retrying a webhook, ms: dedupe keys are kept that long and a day. */
  retryHorizonMs: number;
  /** How long after a call `wasSent` may still answer wrongly that nothing was sent. Default 10 000. */
  lookupSettleMs?: number;
}
