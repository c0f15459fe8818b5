import { multipartBody } from '../../adapter/multipart-body.js';
import type { FileUploadOptions } from '../schemas/file.js';
import type { StreamedBody } from './api-request.js';
import { type Cut, limited } from './limited-stream.js';

/** Where a file goes: HubSpot wants exactly one of the two. */
export type FileFolder = { folderId: string } | { folderPath: string };

export interface FileUpload {
  /** A stream is sent as it comes, and only once: where HubSpot wants another token the upload has to be begun anew. */
  file: Blob | Uint8Array | ReadableStream<Uint8Array>;
  /** Bytes of a stream, where they are known: HubSpot is then told the length of the request. */
  size?: number;
  name: string;
  /** MIME type. */
  type?: string;
  folder: FileFolder;
  options: FileUploadOptions;
  /** Refuse a file of more bytes. Default 25 MB. */
  maxBytes?: number;
}

const DEFAULT_MAX_BYTES = 25_000_000;

/** A file on its way. */
export interface OpenUpload {
  /** The form, or nothing where the stream has been used up. */
  body(): StreamedBody | undefined;
  /** Why it was cut short, should it have been. */
  cut(): Cut | undefined;
  /** Nobody needs the rest. */
  end(): Promise<void>;
}

/** `too-large`: it says so itself. */
export function openUpload(upload: FileUpload): OpenUpload | 'too-large' {
  const maxBytes = upload.maxBytes ?? DEFAULT_MAX_BYTES;
  const { file } = upload;
  if (file instanceof ReadableStream)
    return upload.size !== undefined && upload.size > maxBytes ? 'too-large' : once(upload, file, maxBytes);
  const blob = file instanceof Blob ? file : new Blob([file as Uint8Array<ArrayBuffer>]);
  if (blob.size > maxBytes) return 'too-large';
  const body = () => formOf({ ...upload, size: blob.size }, blob.stream());
  return { body, cut: () => undefined, end: async () => undefined };
}

function once(upload: FileUpload, file: ReadableStream<Uint8Array>, maxBytes: number): OpenUpload {
  const { stream, cut } = limited(file, maxBytes);
  let used = false;
  return {
    body() {
      if (used) return undefined;
      used = true;
      return formOf(upload, stream);
    },
    cut,
    async end() {
      if (!used) await stream.cancel();
    },
  };
}

/** Source: HubSpot OpenAPI "Files v3", upload. `options` is JSON inside the form. */
function formOf({ name, type, size, folder, options }: FileUpload, body: ReadableStream<Uint8Array>): StreamedBody {
  const stream = { body, type: type ?? 'application/octet-stream', ...(size === undefined ? {} : { size }) };
  return multipartBody(
    { fileName: name, ...folder, options: JSON.stringify(options) },
    { field: 'file', name, stream },
  );
}
