import type { Account, Capabilities, MediaRule } from 'channelwright/adapter';
import type { LineAccountSettings } from './settings.js';

const MEGABYTE = 1_000_000;

/** Messages one call can carry. */
const MOST_MESSAGES = 5;
/** UTF-16 code units. */
export const MOST_TEXT = 5000;
export const MOST_QUICK_REPLIES = 13;
export const MOST_LABEL = 20;
/** A call with a repeated retry key is recognised for so long. Source: LINE, "Retry failed API requests". */
const RETRY_KEY_MS = 24 * 3_600_000;

/**
 * LINE takes images of up to 10 MB, but each comes with a preview of at most 1 MB, and nothing here makes previews: what fits
 * the preview's limit is its own preview, what does not goes as a link.
 */
const IMAGES: MediaRule = { types: ['image/jpeg', 'image/png'], maxBytes: MEGABYTE, mode: 'url' };
const VIDEOS: MediaRule = { types: ['video/mp4'], maxBytes: 200 * MEGABYTE, mode: 'url' };

/**
 * What every account can do. Audio needs its length in milliseconds, which HubSpot does not tell, and LINE has no files of
 * other kinds: they go as links. Source: LINE, "Messaging API reference", message objects.
 */
export const CAPABILITIES: Capabilities = {
  hubspot: {
    deliveryIdentifierTypes: ['CHANNEL_SPECIFIC_OPAQUE_ID'],
    threadingModel: 'DELIVERY_IDENTIFIER',
    // Only who has added the account as a friend has a user id that we could know.
    allowConversationStart: false,
    outgoingAttachmentTypes: ['FILE', 'QUICK_REPLIES'],
  },
  content: ['location'],
  quickReplies: { maxCount: MOST_QUICK_REPLIES, maxLabel: MOST_LABEL, urls: true },
  // Plain, but where a link leads is written out.
  text: { maxUnits: MOST_TEXT, format: {} },
  media: { rules: [IMAGES], maxCount: 20, otherwise: 'link' },
  itemsPerPart: MOST_MESSAGES,
  idempotency: { kind: 'key', ttlMs: RETRY_KEY_MS },
};

/** A video needs a picture in front of it. A reply takes no retry key: whether a lost one was sent, nobody can find out. */
export function capabilitiesFor({ settings }: Account<LineAccountSettings>): Capabilities {
  const { videoPreviewUrl, useReplyToken } = settings;
  return {
    ...CAPABILITIES,
    ...(videoPreviewUrl !== undefined && { media: { rules: [IMAGES, VIDEOS], maxCount: 20, otherwise: 'link' } }),
    ...(useReplyToken && { idempotency: { kind: 'none' } }),
  };
}
