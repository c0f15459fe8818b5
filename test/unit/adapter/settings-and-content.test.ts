import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { clip } from '../../../src/adapter/clip.js';
import { matchesType } from '../../../src/adapter/matches-type.js';
import { baseUrl } from '../../../src/adapter/provider-url.js';
import { unsupportedItem } from '../../../src/adapter/unsupported-item.js';
import { SEED } from '../../fixtures/property.js';

fc.configureGlobal({ seed: SEED });

describe('baseUrl', () => {
  const setting = baseUrl('https://api.example.com');

  it('has a default', () => expect(setting.parse(undefined)).toBe('https://api.example.com'));

  it.each([
    'https://api.eu.example.com',
    'https://api.example.com:8443/',
    'http://127.0.0.1:4010',
    'http://localhost:8081',
    'http://[::1]:80',
  ])('takes %s', (url) => expect(setting.safeParse(url).success).toBe(true));

  it.each([
    ['http://api.example.com', 'must be https'],
    ['http://127.0.0.1.example.com', 'must be https'],
    ['https://api.example.com/v1', 'nothing else'],
    ['https://api.example.com?a=1', 'nothing else'],
    ['https://api.example.com/#', 'nothing else'],
    ['https://user:password@api.example.com', 'nothing else'],
    ['ftp://api.example.com', 'URL'],
    ['api.example.com', 'URL'],
  ])('refuses %s', (url, problem) => {
    expect(setting.safeParse(url).error?.issues[0]?.message).toContain(problem);
  });
});

describe('matchesType', () => {
  it.each([
    ['*', 'image/png', true],
    ['*/*', 'image/png', true],
    ['image/*', 'image/png', true],
    ['image/*', 'IMAGE/PNG; charset=binary', true],
    ['image/*', 'imagery/png', false],
    ['image/png', 'image/png;a=b', true],
    ['image/png', 'image/jpeg', false],
    ['text/plain', '', false],
  ])('%s and %s: %s', (pattern, type, fits) => expect(matchesType(pattern, type)).toBe(fits));
});

describe('unsupportedItem', () => {
  it('is a sentence for the agent', () => {
    expect(unsupportedItem('Sent a poll')).toEqual({ kind: 'unsupported', description: 'Sent a poll' });
  });
});

describe(`clip (CHANNELWRIGHT_SEED=${SEED})`, () => {
  const graphemesOf = (text: string) => [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment);
  const unit = fc.constantFrom('a', ' ', 'é', 'e\u0301', '👍🏽', '👨‍👩‍👧', '🇩🇪', 'ก็', '\r\n', '\ud83d');

  it('keeps whole characters, as many as fit', () => {
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 40 }), fc.integer({ min: -1, max: 60 }), (text, most) => {
        const clipped = clip(text, most);
        const [all, kept] = [graphemesOf(text), graphemesOf(clipped)];
        expect(clipped.length).toBeLessThanOrEqual(Math.max(0, most));
        expect(kept).toEqual(all.slice(0, kept.length));
        const next = all[kept.length];
        if (next !== undefined) expect(clipped.length + next.length).toBeGreaterThan(most);
      }),
    );
  });

  it('leaves nothing of a character that does not fit', () => expect(clip('👨‍👩‍👧', 7)).toBe(''));
});
