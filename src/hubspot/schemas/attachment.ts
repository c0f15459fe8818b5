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

/**
 * A file as it is read. The specification promises `fileId`; webhooks may have only a `url`, and the inbox API has been seen
 * to put an absolute URL where the id belongs: it is moved to `url`.
 */
const fileAttachment = z
  .looseObject({
    type: z.literal('FILE'),
    fileId: id.optional(),
    url: z.string().optional(),
    name: z.string().optional(),
    fileUsageType: fileUsageType.optional(),
  })
  .transform(({ fileId, url, ...rest }) =>
    fileId !== undefined && /^https?:\/\//i.test(fileId)
      ? { ...rest, fileId: undefined, url: url ?? fileId }
      : { ...rest, fileId, url },
  );

const known = z.discriminatedUnion('type', [
  fileAttachment,
  locationAttachment,
  contactAttachment,
  z.looseObject({
    type: z.literal('QUICK_REPLIES'),
    quickReplies: z.array(quickReply),
    allowUserInput: z.boolean().optional(),
    allowMultiSelect: z.boolean().optional(),
  }),
  messageHeaderAttachment,
  socialMetadataAttachment,
  unsupportedContentAttachment,
  z.looseObject({
    type: z.literal('WHATSAPP_TEMPLATE_METADATA'),
    crmObjectIds: z.record(z.string(), id).default({}),
    parameters: z.record(z.string(), z.string()).default({}),
    contentId: id.optional(),
    mappedTemplateId: id.optional(),
    rootMicId: id.optional(),
  }),
]);

/** Something this version cannot read: a new kind, or a known kind of another shape. Kept as it came. */
const unrecognized = z.unknown().transform((raw) => ({ type: 'UNRECOGNIZED' as const, raw }));

/** An attachment of a message as it is read, by `type`. What has a file's members but no `type` is a FILE. */
export const attachment = z.preprocess(typedAsFile, z.union([known, unrecognized]));
export type Attachment = z.infer<typeof attachment>;

function typedAsFile(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || 'type' in value) return value;
  return 'fileId' in value || 'url' in value ? { ...value, type: 'FILE' } : value;
}
