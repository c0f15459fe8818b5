import { downloadFile, type HttpTransport, type MediaRef, type MediaStream } from 'channelwright/adapter';
import type { TwilioAccountSettings } from './settings.js';
import { basicAuth } from './twilio-api.js';

/** Twilio's API, in whatever region and edge: `api.twilio.com`, `api.dublin.ie1.twilio.com`. */
const TWILIO_HOST = /^api(\.[a-z0-9-]+){0,2}\.twilio\.com$/;

/**
 * Open a file a customer sent. Twilio answers with a redirect to a signed URL on another host, which gets no credentials.
 *
 * @throws DownloadError and TransportError
 */
export async function fetchMedia(
  http: HttpTransport,
  baseUrl: string,
  ref: MediaRef,
  settings: TwilioAccountSettings,
  signal: AbortSignal,
): Promise<MediaStream> {
  if (ref.kind !== 'url') throw new Error(`a media reference of kind ${ref.kind} is none of Twilio's`);
  const url = URL.parse(ref.url);
  const atTwilio = url?.protocol === 'https:' && TWILIO_HOST.test(url.hostname);
  const home = atTwilio ? [baseUrl, url.origin] : [baseUrl];
  return downloadFile(http, ref.url, { home, authorize: () => ({ authorization: basicAuth(settings) }), signal });
}
