import { z } from 'zod';
import {
  contactAttachment,
  fileUsageType,
  locationAttachment,
  quickReply,
  socialMetadataAttachment,
  unsupportedContentAttachment,
} from './attachment-parts.js';
import { id, numericId } from './lenient.js';

/** An attachment of a publication. There is no attaching by URL: a file must be in HubSpot Files first. Source: OpenAPI. */
export const attachmentCreate = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('FILE'), fileId: id, fileUsageType: fileUsageType.optional() }),
  locationAttachment,
  contactAttachment,
  z.looseObject({ type: z.literal('QUICK_REPLIES'), quickReplies: z.array(quickReply) }),
  /** Here alone HubSpot wants the file's id as a number. */
  z.looseObject({ type: z.literal('MESSAGE_HEADER'), text: z.string().optional(), fileId: numericId.optional() }),
  socialMetadataAttachment,
  unsupportedContentAttachment,
]);
export type AttachmentCreate = z.infer<typeof attachmentCreate>;
