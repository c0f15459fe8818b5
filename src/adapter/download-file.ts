import type { HttpResponse, HttpTransport } from '../contract/http-transport.js';
import type { MediaStream } from '../contract/media.js';
import { DownloadError } from './download-error.js';
import { fileNameIn } from './file-name.js';

const MOST_REDIRECTS = 5;
/** What the framework accepts is less, and it stops reading there. */
const MOST_BYTES = 100 * 1024 * 1024;
const REDIRECTS = [301, 302, 303, 307, 308];

export interface DownloadOptions {
  /** Where the provider itself is, `https://api.example.com`: these origins alone are shown credentials. */
  home: readonly string[];
  /** The credentials for a URL at home. Called for no other. */
  authorize?: (url: URL) => Record<string, string> | undefined;
  signal: AbortSignal;
  /** Bytes. Default 100 MiB. */
  maxBytes?: number;
  /** Default 5. */
  maxRedirects?: number;
}

/**
 * Opens a file that a provider named. Redirects are followed by hand: credentials stay at home, and once the chain has left
 * home they stay behind, since whoever it passed through could send it anywhere at home. What is not at home must be https,
 * unless it was http at home that led there, and counts as untrusted: the transport keeps it out of private networks.
 *
 * @throws DownloadError, TransportError; neither holds the URL, which may hold a token
 */
export async function downloadFile(
  http: HttpTransport,
  address: string | URL,
  { home, authorize, signal, maxBytes = MOST_BYTES, maxRedirects = MOST_REDIRECTS }: DownloadOptions,
): Promise<MediaStream> {
  const origins = home.map((known) => new URL(known).origin);
  let url = urlOf(address);
  if (url.protocol !== 'https:' && !origins.includes(url.origin)) throw notHttps(url);
  let trusted = true;
  for (let redirects = 0; redirects <= maxRedirects; redirects += 1) {
    const atHome = origins.includes(url.origin);
    trusted &&= atHome;
    const headers = (trusted ? authorize?.(url) : undefined) ?? {};
    const response = await http.request({
      method: 'GET',
      url,
      headers,
      signal,
      maxResponseBytes: maxBytes,
      preparatory: true,
      ...(!atHome && { untrusted: true }),
    });
    if (response.status === 200) return streamOf(response);
    await response.stream().cancel();
    url = nextUrl(url, response);
  }
  throw new DownloadError(`more than ${maxRedirects} redirects`);
}

function nextUrl(url: URL, { status, headers }: HttpResponse): URL {
  const { location } = headers;
  if (!REDIRECTS.includes(status) || location === undefined) throw new DownloadError(`answered ${status}`, status);
  const next = urlOf(location, url);
  if (url.protocol === 'https:' && next.protocol !== 'https:') throw notHttps(next);
  return next;
}

/** `new URL` would put the whole address into its error. */
function urlOf(address: string | URL, from?: URL): URL {
  const url = URL.parse(String(address), from?.href);
  if (url === null) throw new DownloadError('its address is not a URL');
  if (!/^https?:$/.test(url.protocol)) throw notHttps(url);
  return url;
}

function notHttps({ protocol }: URL): DownloadError {
  return new DownloadError(`its address must be https, not ${protocol.slice(0, 20)}`);
}

function streamOf(response: HttpResponse): MediaStream {
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
