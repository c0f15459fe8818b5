import { publicUrl } from '../ingress/http/public-url.js';

/** Addresses at which a browser takes a `Secure` cookie for what it is: nobody else is on the way. */
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** The value of a cookie in a `Cookie` header. */
export function cookieIn(header: string | undefined, wanted: string): string | undefined {
  for (const pair of (header ?? '').split(';')) {
    const [name, value] = pair.trim().split('=', 2);
    if (name === wanted && value !== undefined && value !== '') return value;
  }
  return undefined;
}

/**
 * A cookie for our own pages alone, out of reach of scripts.
 *
 * @param path of the pages, below the path of the public URL
 * @returns what it is set with
 */
export function cookieFor(configuredUrl: string, path: string): (pair: string, lifeMs: number) => string {
  const { protocol, hostname } = new URL(configuredUrl);
  const plain = protocol === 'http:' && LOOPBACK.test(hostname);
  // Lax: HubSpot sends the browser to us by a link, not by a form or from within a frame.
  const attributes = `Path=${publicUrl(configuredUrl).prefix}${path}; HttpOnly; SameSite=Lax${plain ? '' : '; Secure'}`;
  return (pair, lifeMs) => `${pair}; Max-Age=${Math.floor(lifeMs / 1_000)}; ${attributes}`;
}
