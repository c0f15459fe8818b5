import { z } from 'zod';
import { decorative, id, openEnum, timestamp } from './lenient.js';

/** Who can see a file. Source: HubSpot OpenAPI "Files v3". */
export const FILE_ACCESS = [
  'HIDDEN_INDEXABLE',
  'HIDDEN_NOT_INDEXABLE',
  'HIDDEN_PRIVATE',
  'HIDDEN_SENSITIVE',
  'PRIVATE',
  'PUBLIC_INDEXABLE',
  'PUBLIC_NOT_INDEXABLE',
  'SENSITIVE',
] as const;

const fileAccess = openEnum(FILE_ACCESS);

export const hubSpotFile = z.looseObject({
  id,
  name: decorative(z.string()),
  path: decorative(z.string()),
  /** HubSpot's kind (`IMG`, `DOCUMENT` …), not a MIME type. */
  type: decorative(z.string()),
  extension: decorative(z.string()),
  /** Bytes. */
  size: decorative(z.number()),
  access: decorative(fileAccess),
  url: decorative(z.string()),
  defaultHostingUrl: decorative(z.string()),
  parentFolderId: decorative(id),
  createdAt: decorative(timestamp),
  updatedAt: decorative(timestamp),
  archived: decorative(z.boolean()),
});
export type HubSpotFile = z.infer<typeof hubSpotFile>;

/** Where and how a file is kept. Exactly one of `folderId` and `folderPath`. `ttl` is an ISO 8601 period, P1D to P1Y. */
const fileUploadOptions = z.object({
  access: fileAccess,
  ttl: z.string().optional(),
  overwrite: z.boolean().optional(),
  duplicateValidationStrategy: z.enum(['NONE', 'REJECT', 'RETURN_EXISTING']).optional(),
  duplicateValidationScope: z.enum(['ENTIRE_PORTAL', 'EXACT_FOLDER']).optional(),
});
export type FileUploadOptions = z.infer<typeof fileUploadOptions>;

export const fileImport = fileUploadOptions.extend({
  url: z.string(),
  name: z.string().optional(),
  folderId: z.string().optional(),
  folderPath: z.string().optional(),
});
export type FileImport = z.infer<typeof fileImport>;

/** The answer to an import. The specification has `links`; the task's state is asked for by `id`. */
export const fileImportTask = z.looseObject({ id, links: decorative(z.record(z.string(), z.string())) });

export const fileImportStatus = z.looseObject({
  taskId: decorative(id),
  status: openEnum(['CANCELED', 'COMPLETE', 'PENDING', 'PROCESSING']),
  result: hubSpotFile.optional(),
  errors: decorative(z.array(z.looseObject({ category: z.string().optional(), message: z.string().optional() }))),
});

/** A link that works without credentials until `expiresAt`. */
export const signedUrl = z.looseObject({
  url: z.string(),
  expiresAt: decorative(timestamp),
  name: decorative(z.string()),
  extension: decorative(z.string()),
  size: decorative(z.number()),
  type: decorative(z.string()),
});
export type SignedUrl = z.infer<typeof signedUrl>;
