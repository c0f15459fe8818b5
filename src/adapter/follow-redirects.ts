import type { HttpRequest, HttpResponse, HttpTransport } from '../contract/http-transport.js';
import { DownloadError } from './download-error.js';

const MOST_REDIRECTS = 5;
const REDIRECTS = [301, 302, 303, 307, 308];

export interface FollowOptions {
  /** Where the provider itself is, `https://api.example.com`: these origins alone are shown credentials. */
  home: readonly string[];
  /** Home was named by a stranger too, so it must not be in a private network either. Default false. */
  strange?: boolean;
  /** The credentials for a URL at home. Called for no other. */
  authorize?: (url: URL) => Record<string, string> | undefined;
  /** Whether a place that is not at home may be plain http. Default false. */
  plainHttp?: boolean;
  /** Default 5. */
  maxRedirects?: number;
  /** Of every request, redirected or not. */
  request: Omit<HttpRequest, 'method' | 'url' | 'preparatory' | 'untrusted' | 'body'> & { signal: AbortSignal };
}

/**
 * Gets what a provider named. Redirects are followed by hand: credentials stay at home, and once the chain has left home they
 * stay behind, since whoever it passed through could send it anywhere at home. What is not at home must be https, unless it was
 * http at home that led there, and counts as untrusted: the transport keeps it out of private networks.
 *
 * @returns the answer at the end, whatever its status
 * @throws DownloadError, TransportError; neither holds the URL, which may hold a token
 */
export async function followRedirects(
  http: HttpTransport,
  address: string | URL,
  { home, strange = false, authorize, plainHttp = false, maxRedirects = MOST_REDIRECTS, request }: FollowOptions,
): Promise<HttpResponse> {
  const origins = home.map((known) => new URL(known).origin);
  let url = urlOf(address);
  if (url.protocol !== 'https:' && !plainHttp && !origins.includes(url.origin)) throw notHttps(url);
  let trusted = true;
  for (let redirects = 0; redirects <= maxRedirects; redirects += 1) {
    const atHome = origins.includes(url.origin);
    trusted &&= atHome;
    const headers = { ...request.headers, ...(trusted ? authorize?.(url) : undefined) };
    const untrusted = atHome && !strange ? {} : { untrusted: true };
    const response = await http.request({ ...request, method: 'GET', url, headers, preparatory: true, ...untrusted });
    if (!REDIRECTS.includes(response.status)) return response;
    await response.stream().cancel();
    url = nextUrl(url, response);
  }
  throw new DownloadError(`more than ${maxRedirects} redirects`);
}

function nextUrl(url: URL, { status, headers }: HttpResponse): URL {
  const { location } = headers;
  if (location === undefined) throw new DownloadError(`answered ${status}`, status);
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
