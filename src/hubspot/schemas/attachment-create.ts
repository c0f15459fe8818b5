import { z } from 'zod';
import {
  contactAttachment,
  fileUsageType,
  locationAttachment,
  messageHeaderAttachment,
  quickReply,
  socialMetadataAttachment,
  unsupportedContentAttachment,
} from './attachment-parts.js';
import { id } from './lenient.js';

/** An attachment of a publication. There is no attaching by URL: a file must be in HubSpot Files first. Source: OpenAPI. */
export const attachmentCreate = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('FILE'), fileId: id, fileUsageType: fileUsageType.optional() }),
  locationAttachment,
  contactAttachment,
  z.looseObject({ type: z.literal('QUICK_REPLIES'), quickReplies: z.array(quickReply) }),
  messageHeaderAttachment,
  socialMetadataAttachment,
  unsupportedContentAttachment,
]);
export type AttachmentCreate = z.infer<typeof attachmentCreate>;
