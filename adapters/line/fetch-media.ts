import { downloadFile, type HttpTransport, type MediaRef, type MediaStream } from 'channelwright/adapter';
import { z } from 'zod';
import { bearer } from './line-api.js';
import type { LineAccountSettings } from './settings.js';

/** Where LINE keeps files, and the way there. */
export interface DataHost {
  http: HttpTransport;
  dataBaseUrl: string;
}

const storedFile = z.object({ messageId: z.string().min(1), transcoded: z.boolean().optional() });
const transcoding = z.object({ status: z.string() });

/** LINE is still making the file ready, or never will. The framework asks again, a few times. */
class NotReady extends Error {
  override readonly name = 'NotReady';
}

/**
 * Open a file a customer sent. LINE keeps it for a while it does not tell; videos and voice messages are made ready first.
 * What a third party keeps is fetched without the token. @throws NotReady, DownloadError, TransportError
 */
export async function fetchMedia(
  { http, dataBaseUrl }: DataHost,
  ref: MediaRef,
  { channelAccessToken }: LineAccountSettings,
  signal: AbortSignal,
): Promise<MediaStream> {
  if (ref.kind === 'url') return downloadFile(http, ref.url, { home: [], signal });
  if (ref.kind !== 'provider') throw new Error(`a media reference of kind ${ref.kind} is none of LINE’s`);
  const { messageId, transcoded } = storedFile.parse(ref.ref);
  const content = new URL(`/v2/bot/message/${encodeURIComponent(messageId)}/content`, dataBaseUrl);
  const headers = { authorization: bearer(channelAccessToken) };
  if (transcoded) await assertReady(http, new URL(`${content.pathname}/transcoding`, content), headers, signal);
  return downloadFile(http, content, { home: [dataBaseUrl], authorize: () => headers, signal });
}

async function assertReady(
  http: HttpTransport,
  url: URL,
  headers: Record<string, string>,
  signal: AbortSignal,
): Promise<void> {
  const response = await http.request({ method: 'GET', url, headers, signal, preparatory: true });
  const status = transcoding.safeParse(await response.json()).data?.status;
  if (response.status !== 200 || status !== 'succeeded') {
    throw new NotReady(`the file is not ready: HTTP ${response.status}${status === undefined ? '' : `, ${status}`}`);
  }
}
