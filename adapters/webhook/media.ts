import type { HttpResponse, MediaStream } from 'channelwright/adapter';
import type { Endpoint } from './settings.js';
import type { SignedHttp } from './signed-http.js';

const MOST_REDIRECTS = 3;
/** A ceiling of our own; the channel's `media.maxBytes` is stricter. */
const MOST_BYTES = 250_000_000;

/**
 * Opens a file the provider named. Only the provider's own origin is shown a signature, also after a redirect; any other must
 * be https.
 *
 * @throws Error with the status, never with the URL: it may hold a token
 */
export async function openFile(
  http: SignedHttp,
  endpoint: Endpoint,
  href: string,
  signal: AbortSignal,
): Promise<MediaStream> {
  const home = new URL(endpoint.url).origin;
  let url = new URL(href);
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
    const atHome = url.origin === home;
    if (!atHome && url.protocol !== 'https:')
      throw new Error(`a file of another host must be https, not ${url.protocol}`);
    const response = await http.get(url, atHome ? endpoint : undefined, signal, MOST_BYTES);
    if (response.status === 200) return streamOf(response);
    await response.stream().cancel();
    const { location } = response.headers;
    if (response.status < 300 || response.status > 399 || !location)
      throw new Error(`the answer was ${response.status}`);
    url = new URL(location, url);
  }
  throw new Error(`more than ${MOST_REDIRECTS} redirects`);
}

function streamOf(response: HttpResponse): MediaStream {
  const { 'content-type': type, 'content-length': length } = response.headers;
  return {
    body: response.stream(),
    type: type?.split(';')[0]?.trim() || 'application/octet-stream',
    ...(length !== undefined && { size: Number(length) }),
  };
}
