import type { Account } from './account.js';
import type { Address } from './address.js';
import type { Capabilities } from './capabilities.js';
import type { FileItem } from './content-item.js';
import type { Logger } from './logger.js';
import type { MediaStream } from './media.js';
import type { OutboundMessage, PartDraft, Rejection } from './outbound-message.js';

/** One peer (or group) on one channel account. */
export interface Conversation {
  /** Our key, stable over aliases. */
  key: string;
  /** Where to send now: read at the time of the call, so a migration is already in it. */
  address: Address;
  /** Every address known to be this peer, `address` among them. */
  aliases: Address[];
  /** When the peer last wrote, ms since the epoch. */
  lastInboundAtMs?: number;
  replyHandle?: { token: string; expiresAtMs: number };
}

/** What the framework gives to a planner. Planning is pure: no clock, no network. */
export interface PlanContext<A = unknown> {
  account: Account<A>;
  conversation: Conversation;
  nowMs: number;
  /** What this account can do: as declared, or as `capabilitiesFor` says. */
  capabilities: Capabilities;
  /** An address of the connector that serves the file for some days to whoever has it, for a link in a text. */
  fileLink(item: FileItem): string;
  /** The framework's own plan, for an adapter that only changes something before or after. */
  plan(message: OutboundMessage): PartDraft[] | Rejection;
}

/** What the framework gives to one call. Errors its methods throw count as "not sent" and need not be caught. */
export interface SendContext<A = unknown> {
  account: Account<A>;
  conversation: Conversation;
  /** A reference of this attempt, at most 40 characters of `A–Z a–z 0–9 _ -`, to be echoed by receipts where the provider can. */
  correlation: string;
  /** From 1. */
  attempt: number;
  /** Where the provider shall send receipts of this attempt: the channel's webhook URL with `params` as its query. */
  callbackUrl(params?: Record<string, string>): URL;
  /** A URL from which the provider can fetch the file for at least some minutes. */
  mediaUrl(item: FileItem): Promise<URL>;
  /** The file's bytes, for providers that want an upload. */
  openMedia(item: FileItem): Promise<MediaStream>;
  /**
   * Throws when this process may no longer call (its ownership has run out). `HttpTransport` calls it for you; other
   * transports call it in the tick in which they write. Once it has returned the call counts as made: what `send` throws
   * later is `uncertain`.
   */
  assertLicensed(): void;
  /** Aborted when the call's time is up or the connector stops hard. */
  signal: AbortSignal;
  log: Logger;
}

/** An attempt whose outcome is asked for later. */
export interface AttemptRef {
  correlation: string;
  /** The part's idempotency key. */
  idempotencyKey: string;
  /** Provider ids, where known. */
  ids: string[];
  to: Address;
  /** When the call was made, ms since the epoch. */
  atMs: number;
  /** The text that was sent, for providers that can only be searched by content. */
  text?: string;
}
