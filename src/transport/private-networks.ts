import { BlockList, isIP } from 'node:net';

/**
 * Where nobody on the internet is, though a name or a URL may say so.
 * Source: IANA IPv4 Special-Purpose Address Registry; the last one is Azure's wire server, which has a public address.
 */
const IPV4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '168.63.129.16/32',
];

/**
 * Of IPv6, only 2000::/3 is the internet; in it, what wraps or stands for something else is left out too.
 * Source: IANA IPv6 Special-Purpose Address Registry.
 */
const IPV6 = ['::/3', '4000::/2', '8000::/1', '2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];

/** Whether an IP address may be called although somebody else named it. */
export type AddressCheck = (address: string) => boolean;

/**
 * Permits the public internet, and what is allowed beside it.
 *
 * @param allowed address ranges such as `10.1.0.0/16`
 */
export function permitsAddress(allowed: readonly string[]): AddressCheck {
  const exceptions = rangesOf(allowed);
  const refused = rangesOf([...IPV4, ...IPV6]);
  return (address) => {
    const family = familyOf(address);
    return (
      family !== undefined && (exceptions[family].check(address, family) || !refused[family].check(address, family))
    );
  };
}

/** Whether an IP address is in one of these ranges, such as `10.1.0.0/16`. What is no address is in none. */
export function rangesCheck(ranges: readonly string[]): AddressCheck {
  const listed = rangesOf(ranges);
  return (address) => {
    const family = familyOf(address);
    return family !== undefined && listed[family].check(address, family);
  };
}

type Family = 'ipv4' | 'ipv6';

/** A list for each family: in one list, IPv4 addresses would match IPv6 ranges too. */
function rangesOf(written: readonly string[]): Record<Family, BlockList> {
  const ranges = { ipv4: new BlockList(), ipv6: new BlockList() };
  for (const range of written) {
    const [address = '', bits] = range.split('/');
    const family = familyOf(address) ?? 'ipv4';
    ranges[family].addSubnet(address, Number(bits), family);
  }
  return ranges;
}

function familyOf(address: string): Family | undefined {
  const version = isIP(address);
  return version === 0 ? undefined : version === 4 ? 'ipv4' : 'ipv6';
}
