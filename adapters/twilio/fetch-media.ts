import type { HttpResponse, HttpTransport, MediaRef, MediaStream } from 'channelwright/adapter';
import type { TwilioAccountSettings } from './settings.js';
import { basicAuth } from './twilio-api.js';

const MOST_REDIRECTS = 5;
/** A file may be this large; what the framework accepts is less, and it stops reading there. */
const MOST_BYTES = 100 * 1024 * 1024;

/** Twilio's API, in whatever region and edge: `api.twilio.com`, `api.dublin.ie1.twilio.com`. */
const TWILIO_HOST = /^api(\.[a-z0-9-]+){0,2}\.twilio\.com$/;

/**
 * Open a file a customer sent. Twilio answers with a redirect to a signed URL on another host; it is followed by hand, so that
 * the credentials stay with Twilio. @throws Error on any other answer, and TransportError
 */
export async function fetchMedia(
  http: HttpTransport,
  baseUrl: string,
  ref: MediaRef,
  settings: TwilioAccountSettings,
  signal: AbortSignal,
): Promise<MediaStream> {
  if (ref.kind !== 'url') throw new Error(`a media reference of kind ${ref.kind} is none of Twilio's`);
  let url = new URL(ref.url);
  let trusted = true;
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
    // Whoever the chain has passed through could send it anywhere at Twilio: once left, the credentials stay behind.
    trusted &&= isTwilio(url, baseUrl);
    const headers = trusted ? { authorization: basicAuth(settings) } : {};
    const response = await http.request({ method: 'GET', url, headers, signal, maxResponseBytes: MOST_BYTES });
    if (response.status === 200) return streamOf(response);
    await response.stream().cancel();
    url = nextUrl(url, response);
  }
  throw new Error(`more than ${MOST_REDIRECTS} redirects`);
}

function isTwilio(url: URL, baseUrl: string): boolean {
  return url.origin === new URL(baseUrl).origin || (url.protocol === 'https:' && TWILIO_HOST.test(url.hostname));
}

function nextUrl(url: URL, { status, headers }: HttpResponse): URL {
  const location = headers['location'];
  if (status < 300 || status > 399 || location === undefined) throw new Error(`${url.host} answered ${status}`);
  const next = new URL(location, url);
  const downgrade = url.protocol === 'https:' && next.protocol !== 'https:';
  if (downgrade || !/^https?:$/.test(next.protocol)) throw new Error(`refusing a redirect to ${next.protocol}//`);
  return next;
}

function streamOf(response: HttpResponse): MediaStream {
  const { headers } = response;
  const size = Number(headers['content-length'] ?? Number.NaN);
  const name = fileName(headers['content-disposition']);
  return {
    body: response.stream(),
    type: headers['content-type']?.split(';')[0]?.trim().toLowerCase() || 'application/octet-stream',
    ...(Number.isInteger(size) && size >= 0 ? { size } : {}),
    ...(name ? { name } : {}),
  };
}

/** The plain form of RFC 6266; a path in it is cut down to its last piece. */
function fileName(disposition: string | undefined): string | undefined {
  const match = /filename="?([^";]+)"?/i.exec(disposition ?? '');
  return match?.[1]?.split(/[\\/]/).pop()?.trim();
}
