import { afterEach, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import { isSigningSecret, signatureProblem, signedHeaders } from '../signing.js';
import { NOW, OTHER_SECRET, SECRET } from './calls.js';

const secrets = fc
  .uint8Array({ minLength: 24, maxLength: 64 })
  .map((bytes) => `whsec_${Buffer.from(bytes).toString('base64')}`);
const ids = fc.string({ minLength: 1 }).filter((id) => id.trim() === id);

describe('signing', () => {
  it('gives the signature of the published vector', () => {
    const headers = signedHeaders(SECRET, 'msg_p5jXN8AQM9LWM0D4loKWxJek', 1614265330_000, '{"test": 2432232314}');
    expect(headers).toEqual({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
  });

  it('signs as the reference library does', () => {
    fc.assert(
      fc.property(secrets, ids, fc.nat(4_000_000_000), fc.string({ unit: 'grapheme' }), (secret, id, seconds, body) => {
        const ours = signedHeaders(secret, id, seconds * 1000, body)['webhook-signature'];
        expect(ours).toBe(new Webhook(secret).sign(id, new Date(seconds * 1000), body));
      }),
    );
  });
});

describe('verifying', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  const body = Buffer.from('{"a":1}');
  const signed = signedHeaders(SECRET, 'req_1', NOW, body);

  it('accepts what the reference library accepts, and refuses what it refuses', () => {
    jest.spyOn(Date, 'now').mockReturnValue(NOW);
    const flips = fc.record({
      skewS: fc.constantFrom(-400, -301, -300, 0, 300, 301, 400),
      signedWith: fc.constantFrom('right', 'wrong'),
      header: fc.constantFrom<(signature: string) => string>(
        (signature) => signature,
        (signature) => `v1,bm9wZQ== ${signature}`,
        (signature) => `v1a,xyz ${signature} v2,abc`,
        (signature) => signature.replace('v1,', 'v2,'),
        (signature) => signature.slice(0, -1),
        (signature) => signature.replace('v1,', 'v1,A'),
        () => 'v1,',
        () => '',
      ),
      tampered: fc.boolean(),
      text: fc.string({ unit: 'grapheme' }),
    });
    fc.assert(
      fc.property(secrets, ids, flips, (secret, id, { skewS, signedWith, header, tampered, text }) => {
        const headers = signedHeaders(signedWith === 'right' ? secret : OTHER_SECRET, id, NOW + skewS * 1000, text);
        headers['webhook-signature'] = header(headers['webhook-signature']);
        const received = tampered ? `${text}.` : text;
        const ours = signatureProblem([secret], headers, Buffer.from(received), NOW) === undefined;
        expect(ours).toBe(libraryAccepts(secret, headers, received));
      }),
      { numRuns: 500 },
    );
  });

  it('accepts any of several secrets', () => {
    expect(signatureProblem([OTHER_SECRET, SECRET], signed, body, NOW)).toBeUndefined();
  });

  it('takes the bytes as they are', () => {
    const bytes = Buffer.from([0xff, 0xfe, 0x00]);
    expect(signatureProblem([SECRET], signedHeaders(SECRET, 'x', NOW, bytes), bytes, NOW)).toBeUndefined();
    expect(signatureProblem([SECRET], signed, Buffer.from('\ufffd\ufffd\0'), NOW)).toBe('no signature matches');
  });

  const minutes = 60_000;
  it.each([
    ['five minutes late', NOW + 5 * minutes, undefined],
    ['five minutes early', NOW - 5 * minutes, undefined],
    ['later', NOW + 5 * minutes + 1000, 'webhook-timestamp is 301 s behind'],
    ['earlier', NOW - 5 * minutes - 1000, 'webhook-timestamp is -301 s behind'],
  ])('of a request that comes %s says %s', (_, nowMs, problem) => {
    expect(signatureProblem([SECRET], signed, body, nowMs)).toBe(problem);
  });

  it.each(['webhook-id', 'webhook-timestamp', 'webhook-signature'])('refuses a request without %s', (name) => {
    const headers: Record<string, string> = { ...signed };
    delete headers[name];
    expect(signatureProblem([SECRET], headers, body, NOW)).toBe('a webhook-* header is missing');
  });

  it('refuses a timestamp that is not a number', () => {
    const headers = { ...signed, 'webhook-timestamp': '1e9' };
    expect(signatureProblem([SECRET], headers, body, NOW)).toBe('webhook-timestamp is not a number of seconds');
  });
});

describe('a signing secret', () => {
  it.each([
    [SECRET, true],
    [SECRET.replace('whsec_', ''), true],
    [`whsec_${Buffer.alloc(64).toString('base64')}`, true],
    [`whsec_${Buffer.alloc(23).toString('base64')}`, false],
    [`whsec_${Buffer.alloc(65).toString('base64')}`, false],
    ['whpk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', false],
    ['correct horse battery staple and more', false],
  ])('%s: %s', (secret, fits) => {
    expect(isSigningSecret(secret)).toBe(fits);
  });
});

function libraryAccepts(secret: string, headers: Record<string, string>, body: string): boolean {
  try {
    new Webhook(secret).verify(body, headers, { jsonParse: false });
    return true;
  } catch (error) {
    if (error instanceof WebhookVerificationError) return false;
    throw error;
  }
}
