import type { DoubleFault } from './fault-queue.js';
import type { WebhookTry } from './webhook-sender.js';

/** What a peer really got: twice here is twice on the phone. */
export interface Delivered {
  /** The provider's id of it. */
  id: string;
  /** The peer, as the provider writes it. */
  to: string;
  /** The provider's own word: `text`, `image`, `sticker` … */
  kind: string;
  /** What can be read of it. */
  text?: string;
  atMs: number;
}

/** A customer's text. A double may take more: files, replies, a place. */
export interface CustomerText {
  /** As the provider writes it. */
  from: string;
  text: string;
  /** Which of our senders. Default: the double's first. */
  to?: string;
}

/**
 * A provider on this machine, stateful, failing when it is told to. Every double has this face, so that tests, the demo and the
 * conformance kit treat all alike; each has more of its own.
 */
export interface ProviderDouble {
  /** Where its API is, for the adapter's settings. */
  readonly url: string;
  /** Where its webhooks go, once it is known. */
  webhookUrl: string | undefined;
  /** What peers really got, in order. */
  readonly delivered: readonly Delivered[];
  /** Every webhook that was sent, each try of it, in order. */
  readonly webhooks: readonly WebhookTry[];
  /** The next calls go wrong so. */
  fault(fault: DoubleFault): void;
  /** A customer writes. Resolves when the webhook was taken or given up. */
  customerWrites(message: CustomerText): Promise<unknown>;
  /** Resolves when nothing is under way: every receipt was taken or given up. */
  settled(): Promise<void>;
  /** Ends its servers and what is still under way. */
  stop(): Promise<void>;
}
