import { z } from 'zod';
import { ApiError } from '../answers/api-error.js';
import type { Channel } from '../world/model.js';

export type ThreadingModel = 'INTEGRATION_THREAD_ID' | 'DELIVERY_IDENTIFIER';

const RICH_TEXT = [
  'BLOCKQUOTE',
  'BOLD',
  'FONT_SIZE',
  'FONT_STYLE',
  'HYPERLINK',
  'ITALIC',
  'LISTS',
  'TEXT_ALIGNMENT',
  'TEXT_HIGHLIGHT_COLOR',
  'TEXT_COLOR',
  'UNDERLINE',
];

/** The values of the capability keys HubSpot documents. Other keys pass. Facts: reference §2. */
const KNOWN: Record<string, z.ZodType> = {
  deliveryIdentifierTypes: z.array(z.string()),
  richText: z.array(z.enum(RICH_TEXT)),
  threadingModel: z.enum(['INTEGRATION_THREAD_ID', 'DELIVERY_IDENTIFIER']),
  allowConversationStart: z.boolean(),
  allowMultipleRecipients: z.boolean(),
  allowInlineImages: z.boolean(),
  allowOutgoingMessages: z.boolean(),
  outgoingAttachmentTypes: z.array(z.enum(['FILE', 'QUICK_REPLIES'])),
  allowedFileAttachmentMimeTypes: z.array(z.string()),
  maxFileAttachmentCount: z.int().min(0),
  maxFileAttachmentSizeBytes: z.int().min(0),
  maxTotalFileAttachmentSizeBytes: z.int().min(0),
};

/** @throws ApiError 400 naming the keys whose values are not valid */
export function checkCapabilities(capabilities: Record<string, unknown>): void {
  const wrong = Object.entries(capabilities).filter(([key, value]) => KNOWN[key]?.safeParse(value).success === false);
  if (wrong.length === 0) return;
  const named = wrong.map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
  throw new ApiError(400, {
    message: `One or more Channel Capabilities specified had invalid values: ${named.join(', ')}`,
    context: { capabilityKeysAndValues: named },
    category: 'VALIDATION_ERROR',
    subCategory: 'CustomChannelsError.INVALID_CHANNEL_CAPABILITY_VALUES',
  });
}

/** Without the key HubSpot behaved as DELIVERY_IDENTIFIER in the one case known. */
export function threadingModelOf(channel: Channel): ThreadingModel {
  return channel.capabilities['threadingModel'] === 'INTEGRATION_THREAD_ID'
    ? 'INTEGRATION_THREAD_ID'
    : 'DELIVERY_IDENTIFIER';
}

export function allows(
  channel: Channel,
  capability: 'allowConversationStart' | 'allowMultipleRecipients' | 'allowOutgoingMessages' | 'allowInlineImages',
): boolean {
  return channel.capabilities[capability] === true;
}
