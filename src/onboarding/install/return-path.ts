import { publicUrl } from '../../ingress/http/public-url.js';

/** With the cookie around it, what a browser keeps: 4096 bytes. */
const LONGEST = 2_000;

/**
 * Where a browser may be sent after an install: our own connect page and nothing else, whoever wrote the address.
 *
 * @param asked path and query
 * @returns the same as the browser would understand it, or `undefined` where it leads anywhere else
 */
export function returnPath(asked: string, configuredUrl: string): string | undefined {
  const { origin, prefix } = publicUrl(configuredUrl);
  if (asked.length > LONGEST || !asked.startsWith('/')) return undefined;
  const url = URL.parse(asked, origin);
  if (url?.origin !== origin || url.username !== '' || url.password !== '') return undefined;
  const channel = url.pathname.startsWith(`${prefix}/connect/`) && url.pathname.slice(`${prefix}/connect/`.length);
  return channel && /^[\w.-]+$/.test(channel) ? `${url.pathname}${url.search}` : undefined;
}
