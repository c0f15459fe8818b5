const HUBSPOT = 'hubspot.com';

/** No address of HubSpot's is longer, and what is may be cut on its way through browsers. */
const LONGEST = 1_024;

/**
 * Where a browser may be sent back to: HubSpot's own pages, in whatever region, or where the configuration says that HubSpot is.
 * Anything else would make the connect page a way to send people anywhere.
 *
 * @param appBaseUrl of the app, as configured
 * @returns the address as the browser will understand it, or `undefined`
 */
export function returnAddress(asked: string, appBaseUrl: string): string | undefined {
  // What a browser would mend (white space, backslashes, control characters) has no place in an address of HubSpot's.
  if (asked.length > LONGEST || !/^https?:\/\/[\x21-\x7e]+$/.test(asked) || asked.includes('\\')) return undefined;
  const url = URL.parse(asked);
  if (url === null || url.username !== '' || url.password !== '') return undefined;
  return url.origin === new URL(appBaseUrl).origin || isHubSpot(url) ? url.href : undefined;
}

/** A default port is not part of a parsed URL. */
function isHubSpot({ protocol, hostname, port }: URL): boolean {
  return protocol === 'https:' && port === '' && (hostname === HUBSPOT || hostname.endsWith(`.${HUBSPOT}`));
}

/** For a policy on where forms may lead. */
export function returnOrigins(appBaseUrl: string): string[] {
  return [...new Set([`https://*.${HUBSPOT}`, `https://${HUBSPOT}`, new URL(appBaseUrl).origin])];
}
