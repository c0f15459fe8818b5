import type { ApiPaths } from '../api-paths.js';
import type { HubSpotResult } from '../failure/hubspot-failure.js';
import { redact } from '../failure/redact.js';
import {
  type FileImport,
  fileImportStatus,
  fileImportTask,
  type HubSpotFile,
  hubSpotFile,
  signedUrl,
} from '../schemas/file.js';
import type { ApiCall, CallOptions } from './api-request.js';
import { type FileUpload, openUpload } from './file-upload.js';

/** A file is sent as fast as it comes. */
const UPLOAD_TIMEOUT_MS = 300_000;

export interface SignedUrlQuery {
  expirationSeconds?: number;
  /** Images only: HubSpot scales them. */
  size?: 'icon' | 'medium' | 'preview' | 'thumb';
  upscale?: boolean;
}

/** HubSpot Files. Scopes `files`, or `files.read` and `files.write`. */
export function filesApi(call: ApiCall, paths: ApiPaths) {
  return {
    /**
     * `validation` with `FILE_TOO_LARGE` when the file is larger than `maxBytes`; `not-sent` with `FILE_UNREADABLE` when its
     * stream breaks.
     */
    upload: (upload: FileUpload, options?: CallOptions) => uploadFile(call, paths, upload, options),

    /** Lets HubSpot fetch a file by itself. Ask `importStatus` for the outcome. */
    importFromUrl: (json: FileImport, options?: CallOptions) =>
      call(
        { method: 'POST', path: paths.fileImport, json, schema: fileImportTask, quotaClass: 'publication' },
        options,
      ),

    importStatus: (taskId: string, options?: CallOptions) =>
      call(
        {
          method: 'GET',
          path: paths.fileImportStatus,
          ids: { taskId },
          schema: fileImportStatus,
          quotaClass: 'publication',
        },
        options,
      ),

    get: (fileId: string, options?: CallOptions) =>
      call({ method: 'GET', path: paths.file, ids: { fileId }, schema: hubSpotFile, quotaClass: 'delivery' }, options),

    /** A link to the bytes that needs no credentials, also of a private file. */
    signedUrl: (fileId: string, query: SignedUrlQuery = {}, options?: CallOptions) =>
      call(
        {
          method: 'GET',
          path: paths.fileSignedUrl,
          ids: { fileId },
          query: { ...query },
          schema: signedUrl,
          quotaClass: 'delivery',
        },
        options,
      ),
  };
}

export type FilesApi = ReturnType<typeof filesApi>;

async function uploadFile(
  call: ApiCall,
  paths: ApiPaths,
  upload: FileUpload,
  options: CallOptions | undefined,
): Promise<HubSpotResult<HubSpotFile>> {
  const file = openUpload(upload);
  if (file === 'too-large') {
    options?.permit?.giveBack();
    return TOO_LARGE;
  }
  const result = await call(
    {
      name: 'files.upload',
      method: 'POST',
      path: paths.files,
      streamed: file.body,
      schema: hubSpotFile,
      quotaClass: 'publication',
      timeoutMs: UPLOAD_TIMEOUT_MS,
    },
    options,
  );
  await file.end();
  const cut = file.cut();
  if (result.ok || !cut) return result;
  return cut.kind === 'too-large' ? TOO_LARGE : unreadable(cut.error);
}

const TOO_LARGE: HubSpotResult<never> = {
  ok: false,
  failure: {
    kind: 'validation',
    retry: 'never',
    category: 'FILE_TOO_LARGE',
    message: 'the file is larger than allowed',
  },
};

/** A form that ends before its end is no file for HubSpot. */
function unreadable(error: unknown): HubSpotResult<never> {
  const message = redact(`the file could not be read: ${error instanceof Error ? error.message : String(error)}`, []);
  return { ok: false, failure: { kind: 'not-sent', retry: 'later', category: 'FILE_UNREADABLE', message } };
}
