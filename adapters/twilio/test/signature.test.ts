import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import twilio from 'twilio';
import { matchesBodyHash, type Param, twilioSignature, verifySignature } from '../signature.js';

const TOKEN = '12345';
const MYAPP = 'https://mycompany.com/myapp.php?foo=1&bar=2';
const CALL: Param[] = [
  ['CallSid', 'CA1234567890ABCDE'],
  ['Caller', '+14158675309'],
  ['Digits', '1234'],
  ['From', '+14158675309'],
  ['To', '+18005551212'],
];

describe('the signature of a webhook', () => {
  it.each<[what: string, url: string, params: Param[], signature: string]>([
    ['a form', MYAPP, CALL, 'RSOYDt4T1cUTdK1PDd93/VVr8B8='],
    ['a URL with its port', 'https://mycompany.com:443/myapp.php?foo=1&bar=2', CALL, 'kvajT1Ptam85bY51eRf/AJRuM3w='],
    [
      'a plain URL with its port',
      'http://mycompany.com:80/myapp.php?foo=1&bar=2',
      CALL,
      '0ZXoZLH/DfblKGATFgpif+LLRf4=',
    ],
    [
      'a repeated parameter',
      MYAPP,
      [
        ['MessagingBinding.Address', '+1325xxxxxxx'],
        ['MessagingBinding.Address', '+1415xxxxxxx'],
      ],
      '83O6e2vORAoJHUNzJjDWN1jz+BA=',
    ],
    [
      'a repeated parameter in another order',
      MYAPP,
      [
        ['MessagingBinding.Address', '+1415xxxxxxx'],
        ['MessagingBinding.Address', '+1325xxxxxxx'],
      ],
      '83O6e2vORAoJHUNzJjDWN1jz+BA=',
    ],
    [
      'a value given twice',
      MYAPP,
      [
        ['Sid', 'CA123'],
        ['SidAccount', 'AC123'],
        ['Digits', '5678'],
        ['Digits', '1234'],
        ['Digits', '1234'],
      ],
      'IK+Dwps556ElfBT0I3Rgjkr1wJU=',
    ],
    ['an escaped apostrophe in the query', `${MYAPP}&Body=It%27s+amazing`, CALL, 'TfZzewPq8wqrGlMfyAud8+/IvJ0='],
    [
      'no value at all',
      'https://bridge.example.test/h',
      [
        ['A', ''],
        ['B', '1'],
      ],
      'FA1sSsNyp/5NVmLBzN28P/7A45A=',
    ],
    ['no parameters', 'https://bridge.example.test/h', [], '2WZAQTrmm0i4Lx4JwM6i97vTMeg='],
  ])('of %s is the published one', (_, url, params, signature) => {
    expect(twilioSignature(TOKEN, url, params)).toBe(signature);
    expect(verifySignature([TOKEN], signature, url, params)).toBe(true);
  });

  it('covers a JSON body by its hash in the query', () => {
    const body = Buffer.from('{"property": "value", "boolean": true}');
    const hash = '0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620';
    expect(verifySignature([TOKEN], 'a9nBmqA0ju/hNViExpshrM61xv4=', `${MYAPP}&bodySHA256=${hash}`, [])).toBe(true);
    expect(matchesBodyHash(body, hash)).toBe(true);
    expect(matchesBodyHash(Buffer.from('{"property": "other"}'), hash)).toBe(false);
    expect(matchesBodyHash(body, 'short')).toBe(false);
  });

  it('holds for the URL with and without its standard port, as Twilio may have been given it', () => {
    expect(verifySignature([TOKEN], 'kvajT1Ptam85bY51eRf/AJRuM3w=', MYAPP, CALL)).toBe(true);
    expect(verifySignature([TOKEN], 'RSOYDt4T1cUTdK1PDd93/VVr8B8=', `${MYAPP.replace('.com', '.com:443')}`, CALL)).toBe(
      true,
    );
  });

  it('holds for an apostrophe, escaped by Twilio or by our parsing of the URL', () => {
    const plain = `${MYAPP}&Body=It's+amazing`;
    const parsed = new URL(plain).href;
    expect(parsed).toContain('%27');
    expect(verifySignature([TOKEN], 'TfZzewPq8wqrGlMfyAud8+/IvJ0=', plain, CALL)).toBe(true);
    expect(verifySignature([TOKEN], twilioSignature(TOKEN, plain, CALL), parsed, CALL)).toBe(true);
  });

  it('is checked with every token, so that one can be replaced by another', () => {
    const signature = twilioSignature('old', MYAPP, CALL);
    expect(verifySignature(['new', 'old'], signature, MYAPP, CALL)).toBe(true);
    expect(verifySignature(['new'], signature, MYAPP, CALL)).toBe(false);
  });

  it.each([
    ['another URL', `${MYAPP}3`, CALL],
    ['another host', MYAPP.replace('mycompany', 'yourcompany'), CALL],
    ['another value', MYAPP, [...CALL.slice(1), ['CallSid', 'CA0'] as const]],
    ['one parameter more', MYAPP, [...CALL, ['X', ''] as const]],
    ['one parameter less', MYAPP, CALL.slice(1)],
  ])('fails for %s', (_, url, params) => {
    expect(verifySignature([TOKEN], 'RSOYDt4T1cUTdK1PDd93/VVr8B8=', url, params)).toBe(false);
  });
});

describe('next to the official SDK', () => {
  const name = fc.oneof(
    fc.constantFrom('Body', 'From', 'body', 'Ünicode', '__proto__x', 'A'),
    fc.string({ minLength: 1, maxLength: 8 }),
  );
  const value = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 12 }),
    fc.constantFrom('', '+15550100', '日本語', '😀', "it's"),
  );
  const params = fc.array(
    fc.tuple(
      name.filter((n) => n !== '__proto__'),
      value,
    ),
    { maxLength: 8 },
  );
  const query = fc.array(fc.tuple(fc.constantFrom('ref', 'foo', "o'b"), fc.string({ maxLength: 6 })), { maxLength: 3 });
  const url = fc
    .record({
      scheme: fc.constantFrom('https', 'http'),
      port: fc.constantFrom('', ':443', ':80', ':8443'),
      path: fc.constantFrom('/providers/sms', '/providers/sms/main-line', '/'),
      query,
    })
    .map(({ scheme, port, path, query: pairs }) => {
      const search = new URLSearchParams(pairs).toString();
      return `${scheme}://bridge.example.test${port}${path}${search === '' ? '' : `?${search}`}`;
    });

  it('makes the same signature of any form', () => {
    fc.assert(
      fc.property(url, params, fc.string({ minLength: 1 }), (at, pairs, token) => {
        expect(twilioSignature(token, at, pairs)).toBe(twilio.getExpectedTwilioSignature(token, at, sdkParams(pairs)));
      }),
    );
  });

  it('accepts what the SDK accepts and refuses what it refuses, whatever the port in the URL', () => {
    const ported = fc.constantFrom('', ':443', ':80', ':8443');
    fc.assert(
      fc.property(url, ported, params, fc.boolean(), (signedUrl, port, pairs, tampered) => {
        const signature = twilioSignature(TOKEN, signedUrl, pairs);
        const seenUrl = signedUrl.replace(/\.test(:\d+)?/, `.test${port}`);
        const seen: Param[] = tampered ? [...pairs, ['Tampered', '1']] : pairs;
        expect(verifySignature([TOKEN], signature, seenUrl, seen)).toBe(
          twilio.validateRequest(TOKEN, signature, seenUrl, sdkParams(seen)),
        );
      }),
    );
  });

  it('agrees on JSON bodies', () => {
    fc.assert(
      fc.property(fc.json(), fc.json(), (signed, received) => {
        const at = `https://bridge.example.test/h?bodySHA256=${twilio.getExpectedBodyHash(signed)}`;
        const signature = twilioSignature(TOKEN, at, []);
        const ours =
          verifySignature([TOKEN], signature, at, []) &&
          matchesBodyHash(Buffer.from(received), new URL(at).searchParams.get('bodySHA256') ?? '');
        expect(ours).toBe(twilio.validateRequestWithBody(TOKEN, signature, at, received));
      }),
    );
  });

  function sdkParams(pairs: readonly Param[]): Record<string, string | string[]> {
    const grouped: Record<string, string | string[]> = Object.create(null);
    for (const [key, item] of pairs) {
      const before = grouped[key];
      grouped[key] = before === undefined ? item : [before, item].flat();
    }
    return grouped;
  }
});
