import { describe, expect, it } from '@jest/globals';
import { permitsAddress } from '../../../src/transport/private-networks.js';

const PUBLIC = ['8.8.8.8', '1.1.1.1', '172.32.0.1', '100.128.0.1', '192.0.1.1', '2606:4700:4700::1111', '2a00:1450::1'];

const PRIVATE: Record<string, string[]> = {
  loopback: ['127.0.0.1', '127.255.255.254', '::1', '0.0.0.0', '::'],
  'a private network': ['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', 'fc00::1', 'fd12:3456::1'],
  'a link': ['169.254.0.1', 'fe80::1', 'febf::1'],
  'cloud metadata': ['169.254.169.254', 'fd00:ec2::254', '100.100.100.200', '192.0.0.192', '168.63.129.16'],
  'carrier-grade NAT': ['100.64.0.1', '100.127.255.255'],
  'IPv4 in IPv6': ['::ffff:127.0.0.1', '::ffff:a00:1', '::127.0.0.1', '64:ff9b::a00:1', '2002:7f00:1::', '2001:0:1::1'],
  'documentation and tests': ['192.0.2.1', '198.18.0.1', '198.51.100.1', '203.0.113.1', '2001:db8::1', '3fff::1'],
  'many at once': ['224.0.0.1', '239.255.255.250', '255.255.255.255', 'ff02::1'],
  'nothing at all': ['', 'localhost', '1.2.3', '1.2.3.4.5', '2130706433', '0x7f000001', '[::1]', '127.0.0.1/8'],
};

describe('an address that somebody else named', () => {
  const permits = permitsAddress([]);

  it.each(PUBLIC)('may be public: %s', (address) => expect(permits(address)).toBe(true));

  it.each(Object.entries(PRIVATE))('must not be %s', (_, addresses) => {
    expect(addresses.filter((address) => permits(address))).toEqual([]);
  });

  it('may be private where that range is allowed, and only there', () => {
    const permitsSome = permitsAddress(['10.1.0.0/16', 'fd00::/8', '127.0.0.1/32']);
    expect(['10.1.2.3', 'fd00::1', '127.0.0.1', '8.8.8.8'].map(permitsSome)).toEqual([true, true, true, true]);
    expect(['10.2.0.1', 'fc00::1', '127.0.0.2', '::1'].map(permitsSome)).toEqual([false, false, false, false]);
  });
});
