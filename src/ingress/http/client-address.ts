import { isIP } from 'node:net';
import { permitsAddress, rangesCheck } from '../../transport/private-networks.js';

/**
 * Who has called: an IPv4 address, or the /64 of an IPv6 one, since that is what one household has. `undefined` where it is not
 * certain.
 *
 * @param peer the other end of the connection
 * @param forwarded `X-Forwarded-For`
 */
export type ClientAddress = (peer: string | undefined, forwarded: string | undefined) => string | undefined;

/**
 * Reads `X-Forwarded-For` from its end, for as long as what wrote it is a proxy of ours: what stands further to the left anybody may
 * have written. A private address that is none of these belongs to a proxy that nobody has named, behind which is everybody.
 *
 * @param proxies address ranges such as `10.1.0.0/16`
 */
export function clientAddress(proxies: readonly string[]): ClientAddress {
  const isProxy = rangesCheck(proxies);
  const isPublic = permitsAddress([]);
  return (peer, forwarded) => {
    const nearest = bare(peer);
    if (!isProxy(nearest)) return isPublic(nearest) ? network(nearest) : undefined;
    const hops = (forwarded ?? '').split(',').map(bare).reverse();
    const client = hops.find((hop) => !isProxy(hop)) ?? '';
    return isIP(client) === 0 ? undefined : network(client);
  };
}

/** Without the blanks around it, and as IPv4 where it is that in the clothes of IPv6. */
function bare(address: string | undefined): string {
  return (address ?? '').trim().replace(/^::ffff:(?=\d+\.)/i, '');
}

function network(address: string): string {
  if (isIP(address) === 4) return address;
  // As a URL it is written in one way only, with the zeros left out in one place.
  const [before = '', after] = new URL(`http://[${address.split('%')[0]}]`).hostname.slice(1, -1).split('::');
  const head = before === '' ? [] : before.split(':');
  const tail = after === undefined || after === '' ? [] : after.split(':');
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => '0');
  return [...head, ...zeros, ...tail].slice(0, 4).join(':');
}
