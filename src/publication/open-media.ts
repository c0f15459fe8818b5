import type { Account } from '../contract/account.js';
import type { HttpTransport } from '../contract/http-transport.js';
import type { MediaRef, MediaStream } from '../contract/media.js';
import type { ChannelRuntime } from '../directory/channel-runtime.js';

const MAX_REDIRECTS = 3;

/** Where and how a file is opened. */
export interface MediaSource {
  ref: MediaRef;
  account: Account;
  channel: Pick<ChannelRuntime, 'adapter' | 'media'>;
  signal: AbortSignal;
}

/**
 * Opens a file the peer sent: by the adapter where it can, else, for a URL, without any credentials.
 *
 * @throws whatever the adapter throws; TransportError; Error when the source has no such file
 */
export async function openMedia(
  http: HttpTransport,
  { ref, account, channel, signal }: MediaSource,
): Promise<MediaStream> {
  if (ref.kind === 'inline') return inline(ref.base64);
  if (channel.adapter.fetchMedia) return channel.adapter.fetchMedia(ref, account, signal);
  if (ref.kind !== 'url') throw new Error(`the adapter cannot open a file of kind ${ref.kind}`);
  return get(http, new URL(ref.url), channel.media.maxBytes, signal, MAX_REDIRECTS);
}

async function get(
  http: HttpTransport,
  url: URL,
  maxResponseBytes: number,
  signal: AbortSignal,
  redirects: number,
): Promise<MediaStream> {
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw new Error(`a file cannot be fetched over ${url.protocol}`);
  const response = await http.request({ method: 'GET', url, signal, maxResponseBytes, preparatory: true });
  const { status, headers } = response;
  if (status === 200) return streamOf(response.stream(), headers);
  await response.stream().cancel();
  const { location } = headers;
  if (status >= 300 && status < 400 && location !== undefined && redirects > 0) {
    return get(http, new URL(location, url), maxResponseBytes, signal, redirects - 1);
  }
  throw new Error(`the source answered ${status}`);
}

function streamOf(body: ReadableStream<Uint8Array>, headers: Record<string, string>): MediaStream {
  const type = headers['content-type']?.split(';')[0]?.trim() || 'application/octet-stream';
  const size = Number(headers['content-length'] ?? Number.NaN);
  return { body, type, ...(Number.isSafeInteger(size) ? { size } : {}) };
}

function inline(base64: string): MediaStream {
  const bytes = Buffer.from(base64, 'base64');
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(new Uint8Array(bytes));
      controller.close();
    },
  });
  return { body, type: 'application/octet-stream', size: bytes.length };
}
