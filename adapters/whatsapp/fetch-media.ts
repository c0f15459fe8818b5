import { type Account, downloadFile, type HttpTransport, type MediaRef, type MediaStream } from 'channelwright/adapter';
import { z } from 'zod';
import { GraphApi } from './graph-api.js';
import type { WhatsAppAccountSettings, WhatsAppChannelSettings } from './settings.js';

const reference = z.object({ mediaId: z.string().min(1) });
const located = z.object({
  url: z.string(),
  mime_type: z.string().nullish(),
  file_size: z.coerce.number().int().nonnegative().optional().catch(undefined),
});

/**
 * Open a file a customer sent: its id is exchanged for a URL that lives five minutes and wants the access token as well. The
 * token goes to Meta's hosts only. Source: Meta, "Media". @throws Error on any other answer, and TransportError
 */
export async function fetchMedia(
  http: HttpTransport,
  channel: WhatsAppChannelSettings,
  ref: MediaRef,
  { settings }: Account<WhatsAppAccountSettings>,
  signal: AbortSignal,
): Promise<MediaStream> {
  const { mediaId } = reference.parse(ref.kind === 'provider' ? ref.ref : undefined);
  const api = new GraphApi(http, channel, settings);
  const query = { phone_number_id: settings.phoneNumberId };
  const answer = await api.get(encodeURIComponent(mediaId), query, signal);
  const { data } = located.safeParse(await answer.json());
  if (answer.status !== 200 || data === undefined) throw new Error(`Meta answered ${answer.status} to a file’s id`);
  const home = [channel.graphBaseUrl, ...channel.mediaHosts];
  const file = await downloadFile(http, data.url, { home, authorize: () => api.authorization(), signal });
  const size = file.size ?? data.file_size;
  return { ...file, ...(size !== undefined && { size }) };
}
