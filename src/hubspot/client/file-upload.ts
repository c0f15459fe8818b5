import type { FileUploadOptions } from '../schemas/file.js';

/** Where a file goes: HubSpot wants exactly one of the two. */
export type FileFolder = { folderId: string } | { folderPath: string };

export interface FileUpload {
  /** A stream is read to its end before the upload begins, so that the upload can be repeated. */
  file: Blob | Uint8Array | ReadableStream<Uint8Array>;
  name: string;
  /** MIME type. */
  type?: string;
  folder: FileFolder;
  options: FileUploadOptions;
  /** Refuse a file of more bytes. Default 25 MB. */
  maxBytes?: number;
}

const DEFAULT_MAX_BYTES = 25_000_000;

/** The file's bytes, or why there are none. */
export async function bytesOf(upload: FileUpload): Promise<Blob | 'too-large'> {
  const max = upload.maxBytes ?? DEFAULT_MAX_BYTES;
  const type = upload.type ?? 'application/octet-stream';
  const { file } = upload;
  if (file instanceof Blob) return file.size > max ? 'too-large' : new Blob([file], { type });
  if (file instanceof Uint8Array) return file.byteLength > max ? 'too-large' : new Blob([file], { type });

  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of file) {
    size += chunk.byteLength;
    // Leaving the loop cancels the stream.
    if (size > max) return 'too-large';
    chunks.push(chunk);
  }
  return new Blob(chunks, { type });
}

/** Source: HubSpot OpenAPI "Files v3", upload. `options` is JSON inside the form. */
export function formOf(upload: FileUpload, bytes: Blob): FormData {
  const form = new FormData();
  form.append('file', bytes, upload.name);
  form.append('fileName', upload.name);
  for (const [name, value] of Object.entries(upload.folder)) form.append(name, value);
  form.append('options', JSON.stringify(upload.options));
  return form;
}
