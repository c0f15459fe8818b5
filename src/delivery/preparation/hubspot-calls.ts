import type { ContentItem } from '../../contract/content-item.js';
import type { Fetched } from '../../media/ask-hubspot.js';
import type { FileFacts } from '../../media/file-facts.js';

/** What delivery asks of HubSpot, with the highest priority in the portal's quota. */
export interface DeliveryCalls {
  /** The uncut text of a message whose webhook was truncated. */
  originalText(app: string, portal: string, threadId: string, messageId: string): Promise<Fetched<ContentItem[]>>;
  fileFacts(app: string, portal: string, fileId: string): Promise<Fetched<FileFacts>>;
}

export const DELIVERY_CALLS = Symbol.for('channelwright.DeliveryCalls');
