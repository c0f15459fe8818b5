import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { MediaClaim } from '../../../src/media/media-claim.js';
import { HOUR_MS, mediaTokens } from '../../../src/media/media-token.js';
import { anyUrl } from '../../fixtures/any-text.js';
import { SEED } from '../../fixtures/property.js';

const key = (byte: number) => new Uint8Array(32).fill(byte);
const NOW = Date.UTC(2026, 4, 4, 9, 30);
const LATER = Math.ceil(NOW / HOUR_MS) + 24;

const CLAIM: MediaClaim = {
  app: 'main',
  portal: '48209167',
  source: { kind: 'hubspot', fileId: '190124567890' },
  expiresAtHour: LATER,
};

const id = fc.oneof(
  fc.stringMatching(/^[1-9]\d{0,19}$/),
  fc.stringMatching(/^\d{1,20}$/),
  fc.string({ maxLength: 50 }),
);
const claims: fc.Arbitrary<MediaClaim> = fc.record(
  {
    app: fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/),
    portal: id,
    source: fc.oneof(
      fc.record({ kind: fc.constant('hubspot' as const), fileId: id }),
      fc.record({ kind: fc.constant('url' as const), url: anyUrl() }),
    ),
    expiresAtHour: fc.integer({ min: LATER, max: 2 ** 24 - 1 }),
    name: fc.string({ minLength: 1, maxLength: 200, unit: 'grapheme' }),
    type: fc.constantFrom('image/png', 'application/pdf'),
  },
  { requiredKeys: ['app', 'portal', 'source', 'expiresAtHour'] },
);

function check<T>(arbitrary: fc.Arbitrary<T>, holds: (value: T) => void): void {
  fc.assert(fc.property(arbitrary, holds), { seed: SEED, numRuns: 300 });
}

describe(`a token of a file (seed ${SEED})`, () => {
  const tokens = mediaTokens([key(1)]);

  it('says what was put into it', () => {
    check(claims, (claim) => {
      const token = tokens.seal(claim)!;
      expect(token).toMatch(/^[\w-]+$/);
      expect(tokens.open(token, NOW)).toEqual({ kind: 'valid', claim });
    });
  });

  it('is short enough for an SMS', () => {
    expect(tokens.seal(CLAIM)).toHaveLength(51);
  });

  it('is the same for the same claim, and shows nothing of it', () => {
    const token = tokens.seal(CLAIM)!;
    expect(tokens.seal({ ...CLAIM })).toBe(token);
    const bytes = Buffer.from(token, 'base64url').toString('latin1');
    expect(bytes).not.toContain('main');
    expect(tokens.seal({ ...CLAIM, portal: '48209168' })!.slice(0, 20)).not.toBe(token.slice(0, 20));
  });

  it('is not made of what is too long for a URL', () => {
    expect(
      tokens.seal({ ...CLAIM, source: { kind: 'url', url: `https://a.example/${'x'.repeat(3_000)}` } }),
    ).toBeUndefined();
  });

  it('runs out at its hour', () => {
    const token = tokens.seal(CLAIM)!;
    expect(tokens.open(token, LATER * HOUR_MS - 1).kind).toBe('valid');
    expect(tokens.open(token, LATER * HOUR_MS)).toEqual({ kind: 'expired' });
  });

  it('outlives a change of keys for as long as the old one is configured', () => {
    const token = tokens.seal(CLAIM)!;
    expect(mediaTokens([key(2), key(1)]).open(token, NOW).kind).toBe('valid');
    expect(mediaTokens([key(2), key(1)]).seal(CLAIM)).not.toBe(token);
    expect(mediaTokens([key(2)]).open(token, NOW)).toEqual({ kind: 'forged' });
  });
});

describe(`a token that is not ours (seed ${SEED})`, () => {
  const tokens = mediaTokens([key(1), key(2)]);
  const genuine = Buffer.from(tokens.seal(CLAIM)!, 'base64url');

  it('is refused whatever is in it', () => {
    check(fc.oneof(fc.string(), fc.base64String(), fc.stringMatching(/^[\w-]{0,300}$/)), (token) => {
      expect(tokens.open(token, NOW)).toEqual({ kind: 'forged' });
    });
  });

  it('is refused where one bit of a genuine one is another', () => {
    for (let bit = 0; bit < genuine.length * 8; bit += 1) {
      const forged = Buffer.from(genuine);
      forged[bit >> 3]! ^= 1 << (bit & 7);
      expect([bit, tokens.open(forged.toString('base64url'), NOW).kind]).toEqual([bit, 'forged']);
    }
  });

  it('is refused where a genuine one is cut, prolonged, or written otherwise', () => {
    const text = genuine.toString('base64url');
    const others = [
      '',
      text.slice(0, -1),
      text.slice(1),
      `${text}A`,
      `${text}=`,
      `${text} `,
      genuine.toString('base64'),
      text.replace(/.$/, (last) => String.fromCharCode(last.charCodeAt(0) + 1)),
      `${text}${text}`,
      'A'.repeat(10_000),
    ];
    for (const other of others.filter((token) => token !== text)) {
      expect([other, tokens.open(other, NOW).kind]).toEqual([other, 'forged']);
    }
  });
});
