import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type SignatureCheck, signHubSpotRequest, verifyHubSpotSignature } from '../../../src/hubspot/signature.js';
import { anyUrl } from '../../fixtures/any-text.js';

const secret = 'yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy';
const url = 'https://www.example.com/webhook_uri';
const bytes = (text: string) => new TextEncoder().encode(text);

function check(overrides: Partial<SignatureCheck> & { signature?: string; timestamp?: string }): SignatureCheck {
  const { signature, timestamp, ...rest } = overrides;
  return {
    method: 'POST',
    url,
    body: bytes(''),
    secrets: [secret],
    nowMs: Number(timestamp ?? 0),
    headers: {
      ...(signature === undefined ? {} : { 'x-hubspot-signature-v3': signature }),
      ...(timestamp === undefined ? {} : { 'x-hubspot-request-timestamp': timestamp }),
    },
    ...rest,
  };
}

/** A request signed over exactly this URL, as a signer that does not decode would. */
function signedOver(signedUrl: string, calledUrl: string): SignatureCheck {
  const signature = createHmac('sha256', secret).update(`POST${signedUrl}{}1000`).digest('base64');
  return check({ url: calledUrl, body: bytes('{}'), signature, timestamp: '1000' });
}

describe('published vectors', () => {
  it.each([
    ["{'example_field':'example_value'}", '1693657560000', 'K36dawei4A+QBNolUOqo7s91KQDWQ5MXZ/QufNYuk/Y='],
    ["{'example_field':'example_value'}", '1700000300000', 'RnbPH7+UMKVkbV32P8bz450N4M56aPmcru1+D3kSDtw='],
    ["{'example_field':'example_value'}", '15000000', 'HPW73RUtKmcYoEDADG0s6MmGFWUzWJKAW07r8RDgcQw='],
    ['{"example_field":"example_value"}', '1693657560000', 'oaA3M5dEtt6kFsseJD/Hv/x+JNl1vsoxFj4oxmwP6Go='],
  ])('%s at %s', (body, timestamp, signature) => {
    expect(verifyHubSpotSignature(check({ body: bytes(body), timestamp, signature }))).toEqual({ ok: true });
  });
});

describe('the signature covers', () => {
  const genuine = { method: 'POST', url: `${url}?a=1`, body: bytes('{"a":1}') };
  const headers = signHubSpotRequest(genuine, secret, 5_000);
  const verify = (change: Partial<SignatureCheck>) =>
    verifyHubSpotSignature({ ...genuine, headers, secrets: [secret], nowMs: 5_000, ...change });

  it.each<[string, Partial<SignatureCheck>]>([
    ['the method', { method: 'PUT' }],
    ['the path', { url: 'https://www.example.com/other?a=1' }],
    ['the query', { url }],
    ['the host', { url: 'https://evil.example.com/webhook_uri?a=1' }],
    ['every byte of the body', { body: bytes('{"a": 1}') }],
    ['the timestamp', { headers: { ...headers, 'x-hubspot-request-timestamp': '5001' } }],
    ['the secret', { secrets: ['another'] }],
  ])('%s', (_, change) => {
    expect(verify({})).toEqual({ ok: true });
    expect(verify(change)).toEqual({ ok: false, reason: 'mismatch' });
  });

  it('bytes that are no text', () => {
    const body = Uint8Array.of(0xff, 0xfe, 0x00, 0x80);
    const signed = signHubSpotRequest({ ...genuine, body }, secret, 5_000);
    expect(verify({ body, headers: signed })).toEqual({ ok: true });
    expect(verify({ body: Uint8Array.of(0xff, 0xfd, 0x00, 0x80), headers: signed }).ok).toBe(false);
  });
});

describe('secrets', () => {
  const genuine = { method: 'POST', url, body: bytes('{}') };
  const headers = signHubSpotRequest(genuine, secret, 5_000);

  it('may be several', () => {
    const verify = (secrets: string[]) => verifyHubSpotSignature({ ...genuine, headers, secrets, nowMs: 5_000 });
    expect(verify(['new', secret])).toEqual({ ok: true });
    expect(verify([secret, 'old'])).toEqual({ ok: true });
    expect(verify([])).toEqual({ ok: false, reason: 'mismatch' });
  });

  it('are never empty, even if the configuration is', () => {
    const forged = signHubSpotRequest(genuine, '', 5_000);
    expect(verifyHubSpotSignature({ ...genuine, headers: forged, secrets: [''], nowMs: 5_000 }).ok).toBe(false);
  });
});

describe('the time', () => {
  const genuine = { method: 'POST', url, body: bytes('{}') };
  const at = (nowMs: number, toleranceMs?: number) =>
    verifyHubSpotSignature({
      ...genuine,
      headers: signHubSpotRequest(genuine, secret, 1_000_000),
      secrets: [secret],
      nowMs,
      ...(toleranceMs === undefined ? {} : { toleranceMs }),
    });

  it('may be five minutes off, either way', () => {
    expect(at(1_300_000)).toEqual({ ok: true });
    expect(at(700_000)).toEqual({ ok: true });
    expect(at(1_300_001)).toEqual({ ok: false, reason: 'stale' });
    expect(at(699_999)).toEqual({ ok: false, reason: 'future' });
  });

  it('may be bounded otherwise', () => {
    expect(at(1_000_011, 10)).toEqual({ ok: false, reason: 'stale' });
  });

  it.each(['', 'soon', '1e3', '-5', ' 5', '5.0', '99999999999999999999'])('cannot be %j', (timestamp) => {
    const headers = { ...signHubSpotRequest(genuine, secret, 5), 'x-hubspot-request-timestamp': timestamp };
    expect(verifyHubSpotSignature({ ...genuine, headers, secrets: [secret], nowMs: 5 })).toEqual({
      ok: false,
      reason: 'missing',
    });
  });
});

describe('what is missing', () => {
  it('is told', () => {
    expect(verifyHubSpotSignature(check({ timestamp: '1' }))).toEqual({ ok: false, reason: 'missing' });
    expect(verifyHubSpotSignature(check({ signature: 'x' }))).toEqual({ ok: false, reason: 'missing' });
  });

  it('is not a matter of the case of header names', () => {
    const genuine = { method: 'POST', url, body: bytes('{}') };
    const headers = Object.fromEntries(
      Object.entries(signHubSpotRequest(genuine, secret, 5)).map(([name, value]) => [name.toUpperCase(), value]),
    );
    expect(verifyHubSpotSignature({ ...genuine, headers, secrets: [secret], nowMs: 5 })).toEqual({ ok: true });
  });
});

describe('the URL', () => {
  const decoded = "https://h.example/a:/b@!$'()*,;c?q=?";

  it.each([
    ['upper-case', 'https://h.example/a%3A%2Fb%40%21%24%27%28%29%2A%2C%3Bc?q=%3F'],
    ['lower-case', 'https://h.example/a%3a%2fb%40%21%24%27%28%29%2a%2c%3bc?q=%3f'],
  ])('is decoded before signing, %s escapes', (_, called) => {
    expect(verifyHubSpotSignature(signedOver(decoded, called))).toEqual({ ok: true });
  });

  it('is also accepted signed as it is', () => {
    const called = 'https://h.example/a%3Ab?x=%2F';
    expect(verifyHubSpotSignature(signedOver(called, called))).toEqual({ ok: true });
  });

  it.each(['%20', '%26', '%3D', '%2B', '%23', '%25', '%22', '%E3%81%82'])('keeps %s', (code) => {
    const called = `https://h.example/a?x=%3A${code}`;
    expect(verifyHubSpotSignature(signedOver(`https://h.example/a?x=:${code}`, called))).toEqual({ ok: true });
    expect(verifyHubSpotSignature(signedOver(decodeURIComponent(called), called)).ok).toBe(false);
  });
});

describe('whatever comes', () => {
  it('verifies if it was signed, and not if one byte of it differs', () => {
    fc.assert(
      fc.property(
        anyUrl(),
        fc.uint8Array({ minLength: 1 }),
        fc.string({ minLength: 1 }),
        fc.nat(),
        fc.nat(),
        (anyUrl, body, anySecret, timestampMs, at) => {
          const headers = signHubSpotRequest({ method: 'POST', url: anyUrl, body }, anySecret, timestampMs);
          const request = { method: 'POST', url: anyUrl, headers, secrets: [anySecret], nowMs: timestampMs };
          const tampered = Uint8Array.from(body);
          tampered[at % body.length]! ^= 1;
          return (
            verifyHubSpotSignature({ ...request, body }).ok &&
            !verifyHubSpotSignature({ ...request, body: tampered }).ok
          );
        },
      ),
    );
  });

  it('never throws and never verifies by chance', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.string(),
        fc.string(),
        fc.string(),
        fc.uint8Array(),
        (method, anyUrl, signature, timestamp, body) =>
          !verifyHubSpotSignature(check({ method, url: anyUrl, body, signature, timestamp, nowMs: 0 })).ok,
      ),
    );
  });
});
