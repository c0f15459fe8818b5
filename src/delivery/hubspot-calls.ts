import type { ContentItem } from '../contract/content-item.js';
import type { FailureReason } from '../contract/failure-reason.js';

/** An answer of HubSpot, or why there is none. `passing`: it may work later. */
export type Fetched<T> = { ok: true; value: T } | { ok: false; reason: FailureReason; passing: boolean };

export interface FileFacts {
  name?: string;
  /** MIME type, where the file's extension tells it. */
  type?: string;
  /** Bytes. */
  size?: number;
}

/** What delivery asks of HubSpot, with the highest priority in the portal's quota. */
export interface DeliveryCalls {
  /** The uncut text of a message whose webhook was truncated. */
  originalText(app: string, portal: string, threadId: string, messageId: string): Promise<Fetched<ContentItem[]>>;
  fileFacts(app: string, portal: string, fileId: string): Promise<Fetched<FileFacts>>;
  /** A URL that serves the file to anybody for some minutes. */
  signedUrl(app: string, portal: string, fileId: string): Promise<Fetched<string>>;
}

export const DELIVERY_CALLS = Symbol.for('channelwright.DeliveryCalls');
