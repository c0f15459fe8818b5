import { z } from 'zod';

/** Hosts to which credentials may travel without TLS: this machine, for a double or a server of the provider's beside us. */
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * The setting that says where a provider's API is, so that it can be pointed at a region or at a double: https (http on this
 * machine only), a host and nothing behind it.
 */
export function baseUrl(defaultUrl: string) {
  return z
    .url({ protocol: /^https?$/ })
    .refine(isPrivateEnough, 'must be https, unless it is on this machine')
    .refine(isOriginOnly, 'must be a scheme, a host and nothing else')
    .default(defaultUrl);
}

/** What is no URL at all has its problem already. */
function isPrivateEnough(value: string): boolean {
  const url = URL.parse(value);
  return url === null || url.protocol === 'https:' || LOOPBACK.test(url.hostname);
}

function isOriginOnly(value: string): boolean {
  const url = URL.parse(value);
  return url === null || (url.pathname === '/' && `${url.username}${url.password}` === '' && !/[?#]/.test(value));
}
