import type { HttpResponse, HttpTransport } from '../contract/http-transport.js';
import type { MediaStream } from '../contract/media.js';
import { DownloadError } from './download-error.js';
import { fileNameIn } from './file-name.js';
import { type FollowOptions, followRedirects } from './follow-redirects.js';

/** What the framework accepts is less, and it stops reading there. */
const MOST_BYTES = 100 * 1024 * 1024;
/** In which a whole file must be here, ms. Whoever reads it sees to it that it does not stand still. */
const WHOLE_FILE_MS = 5 * 60_000;

export interface DownloadOptions extends Omit<FollowOptions, 'request'> {
  signal: AbortSignal;
  /** Bytes. Default 100 MiB. */
  maxBytes?: number;
}

/**
 * Opens a file that a provider named. Credentials stay with the provider, whatever redirects say, and a URL that leads away
 * from it is kept out of private networks.
 *
 * @throws DownloadError, TransportError; neither holds the URL, which may hold a token
 */
export async function downloadFile(
  http: HttpTransport,
  address: string | URL,
  { signal, maxBytes = MOST_BYTES, ...follow }: DownloadOptions,
): Promise<MediaStream> {
  const request = { signal, maxResponseBytes: maxBytes, timeoutMs: WHOLE_FILE_MS };
  const response = await followRedirects(http, address, { ...follow, request });
  if (response.status === 200) return streamOf(response);
  await response.stream().cancel();
  throw new DownloadError(`answered ${response.status}`, response.status);
}

/** An answer's body as a file, described as its headers do. */
export function streamOf(response: HttpResponse): MediaStream {
  const { headers } = response;
  const length = headers['content-encoding'] === undefined ? headers['content-length'] : undefined;
  const name = fileNameIn(headers['content-disposition']);
  return {
    body: response.stream(),
    type: headers['content-type']?.split(';')[0]?.trim().toLowerCase() || 'application/octet-stream',
    ...(length !== undefined && /^\d{1,15}$/.test(length) && { size: Number(length) }),
    ...(name !== undefined && { name }),
  };
}
