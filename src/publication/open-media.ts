import { downloadFile } from '../adapter/download-file.js';
import type { Account } from '../contract/account.js';
import type { HttpTransport } from '../contract/http-transport.js';
import type { MediaRef, MediaStream } from '../contract/media.js';
import type { ChannelRuntime } from '../directory/channels/channel-runtime.js';

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
 * @throws whatever the adapter throws; TransportError; DownloadError when the source has no such file
 */
export async function openMedia(
  http: HttpTransport,
  { ref, account, channel, signal }: MediaSource,
): Promise<MediaStream> {
  if (ref.kind === 'inline') return inline(ref.base64);
  if (channel.adapter.fetchMedia) return channel.adapter.fetchMedia(ref, account, signal);
  if (ref.kind !== 'url') throw new Error(`the adapter cannot open a file of kind ${ref.kind}`);
  // Whoever named it may name plain http: no credentials are shown to anybody.
  return downloadFile(http, ref.url, { home: [], plainHttp: true, signal, maxBytes: channel.media.maxBytes });
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
