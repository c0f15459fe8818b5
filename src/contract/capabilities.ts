import type { AddressType } from './address.js';

/** How long a text is in the provider's own measure. */
export interface EncodedText {
  units: number;
  /** Characters the provider cannot carry. Empty: all is well. */
  unsupported: string[];
}

/** How an agent's formatting can look, whatever HTML HubSpot's composer writes for it. */
export type TextMark = 'bold' | 'italic' | 'underline' | 'strike' | 'code';

/**
 * The provider's own way of writing formatted text. With it every planned text has `formatted`; a kind of mark that is left out
 * is written plain. Marks nest, end before a line break and never begin or end with white space. `{}` still writes out where
 * links lead.
 */
export interface TextFormat {
  /** Makes plain text safe where the markup would read some of its characters. Default: nothing needs it. */
  escape?(text: string): string;
  /** What stands before and after a marked piece. */
  marks?: Partial<Record<TextMark, readonly [open: string, close: string]>>;
  /**
   * A link with a label of its own, both escaped; the label may hold marks. Default: the label, then the URL in brackets. A
   * label that is the URL itself is written as text.
   */
  link?(label: string, url: string): string;
  /** Marks are read around whole words only (`*bold*`): a piece of a word is left plain. Default: anywhere. */
  wholeWords?: boolean;
  /** Whether markup counts towards `maxUnits`. Default true. */
  counts?: boolean;
}

export interface TextCapability {
  /** The most units one part may have. */
  maxUnits: number;
  /** Default: texts are sent plain. */
  format?: TextFormat;
  /**
   * The provider's measure: a longer text never has fewer units. `channelwright/adapter` has those in use: `smsText`, `gsm7`,
   * `ucs2`, `utf8Bytes`, `shiftJisBytes`. Default: UTF-16 code units, everything supported.
   */
  encode?(text: string): EncodedText;
  /** What to do with a longer text. Default `split`. */
  overflow?: 'split' | 'reject';
  /** What to do with characters the provider cannot carry: each visible one is replaced. Default `reject`. */
  unsupported?: 'reject' | { replaceWith: string };
}

/** Files of these types the provider takes, up to a size. */
export interface MediaRule {
  /** MIME types; `image/*` stands for all images, `*` for everything. */
  types: string[];
  /** Bytes per file. */
  maxBytes: number;
  /** How the bytes reach the provider: by a URL it fetches (`ctx.mediaUrl`), or by upload (`ctx.openMedia`). */
  mode: 'url' | 'upload';
  /** The longest caption that is shown with the file, UTF-16 code units. Default 0: a caption goes as a text before it. */
  maxCaption?: number;
}

export interface MediaCapability {
  /** The first rule that fits a file's type and size counts. None at all: the channel has no files, only links. */
  rules: MediaRule[];
  /** Files per message. */
  maxCount: number;
  /** What becomes of a file that no rule takes: the message is refused, or it goes as a link in a text. Default `reject`. */
  otherwise?: 'reject' | 'link';
}

/**
 * Buttons under a text with which the peer may answer. What does not fit is written out at the end of that text, a line each:
 *
 * - a URL as `label: url` where `urls` is not set, its label is too long, there are more buttons than `maxCount`, or it is no
 *   http(s) URL of at most 1000 characters;
 * - the answers all together, where one label is too long or they are more than `maxCount`: half a choice is none.
 *
 * Without a text before them, buttons get one made of their labels.
 */
export interface QuickReplyCapability {
  maxCount: number;
  /** UTF-16 code units of a label. */
  maxLabel: number;
  /** Whether a button may open a URL. */
  urls?: boolean;
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
  /** Outgoing kinds that the provider shows as what they are. The others are written out as text. */
  content?: ('location' | 'contact' | 'template')[];
  /** They go into the same part as the text they follow. */
  quickReplies?: QuickReplyCapability;
  text: TextCapability;
  media?: MediaCapability;
  /** Content items one call can carry. Default 1. */
  itemsPerPart?: number;
  /** After how long without an inbound message nothing but a template is taken. Absent: never. */
  window?: { ms: number };
  /** What protects against a double send. */
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
