import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseJson } from '../../../src/adapter/parse-json.js';
import { providerWords } from '../../../src/adapter/provider-words.js';
import { retryAfterMs } from '../../../src/adapter/retry-after.js';
import { SEED } from '../../fixtures/property.js';

fc.configureGlobal({ seed: SEED });

const NOW = Date.UTC(2026, 0, 1);
const DAY_MS = 86_400_000;
const after = (value: string) => retryAfterMs({ 'retry-after': value }, NOW);

describe(`retryAfterMs (CHANNELWRIGHT_SEED=${SEED})`, () => {
  it.each([
    ['2', 2000],
    [' 2 ', 2000],
    ['0.5', 500],
    ['Thu, 01 Jan 2026 00:01:00 GMT', 60_000],
    ['Wed, 31 Dec 2025 23:59:00 GMT', 0],
    ['999999999999', DAY_MS],
    ['Fri, 01 Jan 2027 00:00:00 GMT', DAY_MS],
  ])('reads %j as %i ms', (value, ms) => expect(after(value)).toBe(ms));

  it.each(['', '-5', 'soon', '1e9', 'NaN', 'Infinity', '2026-01-01', 'Thu, nonsense'])(
    'knows nothing of %j',
    (value) => {
      expect(after(value)).toBeUndefined();
    },
  );

  it('is absent where the header is', () => expect(retryAfterMs({}, NOW)).toBeUndefined());

  it('stays within a day, whatever the header says', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.double().map(String), fc.date().map(String)), fc.nat(), (value, now) => {
        const ms = retryAfterMs({ 'retry-after': value }, now) ?? 0;
        expect(Number.isInteger(ms) && ms >= 0 && ms <= DAY_MS).toBe(true);
      }),
    );
  });
});

describe('parseJson', () => {
  it('gives back what was written, from text or bytes', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(parseJson(text)).toEqual(JSON.parse(text));
        expect(parseJson(Buffer.from(text))).toEqual(JSON.parse(text));
      }),
    );
  });

  it.each(['', '{', '<html>', '\u0000', 'undefined'])('is undefined for %j', (text) => {
    expect(parseJson(text)).toBeUndefined();
    expect(parseJson(Buffer.from(text))).toBeUndefined();
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.uint8Array(), (bytes) => void parseJson(bytes)));
  });
});

describe('parseJson', () => {
  it('takes what is nested a hundred levels deep, and nothing that is deeper', () => {
    const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
    expect(parseJson(nested(100))).toBeDefined();
    expect(parseJson(nested(102))).toBeUndefined();
    expect(parseJson(nested(100_000))).toBeUndefined();
  });
});

describe('providerWords', () => {
  it.each([
    ['The message is too long.', 'The message is too long.'],
    ["Can't parse entities: it doesn't end", "Can't parse entities: it doesn't end"],
    ['Can\'t find end of "<b>my secret": bold', "Can't find end of …: bold"],
    ["The 'To' number +15550199 is not valid", 'The … number … is not valid'],
    ['Malformed access token EAAGm0PX4ZCpsBAKZC9xyz', 'Malformed access token …'],
    ['see https://docs.example.com/errors/1 for more', 'see … for more'],
  ])('makes of %j the words %j', (said, words) => expect(providerWords(said)).toBe(words));

  it('is short, and soon done', () => {
    expect(providerWords('a '.repeat(1_000_000)).length).toBeLessThanOrEqual(200);
    expect(providerWords("'".repeat(1_000_000)).length).toBeLessThanOrEqual(200);
  });
});
