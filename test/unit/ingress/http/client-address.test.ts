import { describe, expect, it } from '@jest/globals';
import { clientAddress } from '../../../../src/ingress/http/client-address.js';

describe('who has called', () => {
  it.each<[string, string | undefined, string | undefined, string | undefined]>([
    ['a public address', '8.8.8.8', undefined, '8.8.8.8'],
    ['what a public address claims to have been told', '8.8.8.8', '9.9.9.9', '8.8.8.8'],
    ['a proxy that nobody has named', '10.9.0.1', '9.9.9.9', undefined],
    ['a proxy of ours', '10.1.0.1', '9.9.9.9', '9.9.9.9'],
    ['a proxy of ours, and what its caller made up', '10.1.0.1', '1.1.1.1, 9.9.9.9', '9.9.9.9'],
    ['two proxies of ours', '10.1.0.1', '1.1.1.1, 9.9.9.9, 10.1.0.2', '9.9.9.9'],
    ['a proxy of ours that says nothing', '10.1.0.1', undefined, undefined],
    ['a proxy of ours that says nonsense', '10.1.0.1', 'unknown', undefined],
    ['IPv4 in the clothes of IPv6', '::ffff:10.1.0.1', '::ffff:9.9.9.9', '9.9.9.9'],
    ['one household', '2600:1f18:0:ab::1', undefined, '2600:1f18:0:ab'],
    ['the same household', '2600:1f18::ab:ffff:ffff:0:0', undefined, '2600:1f18:0:ab'],
    ['nobody', undefined, undefined, undefined],
  ])('%s', (_, peer, forwarded, client) => {
    expect(clientAddress(['10.1.0.0/16'])(peer, forwarded)).toBe(client);
  });
});
