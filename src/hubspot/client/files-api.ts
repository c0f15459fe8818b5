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
import { bytesOf, type FileUpload, formOf } from './file-upload.js';

const UPLOAD_TIMEOUT_MS = 120_000;

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
  let bytes: Blob | 'too-large';
  try {
    bytes = await bytesOf(upload);
  } catch (error) {
    options?.permit?.giveBack();
    const message = redact(`the file could not be read: ${error instanceof Error ? error.message : String(error)}`, []);
    return { ok: false, failure: { kind: 'not-sent', retry: 'later', category: 'FILE_UNREADABLE', message } };
  }
  if (bytes === 'too-large') {
    options?.permit?.giveBack();
    const message = 'the file is larger than allowed';
    return { ok: false, failure: { kind: 'validation', retry: 'never', category: 'FILE_TOO_LARGE', message } };
  }
  const whole = bytes;
  return call(
    {
      method: 'POST',
      path: paths.files,
      form: () => formOf(upload, whole),
      schema: hubSpotFile,
      quotaClass: 'publication',
      timeoutMs: UPLOAD_TIMEOUT_MS,
    },
    options,
  );
}
