import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { smsText } from '../../../../src/adapter/sms-text.js';
import { utf8Bytes } from '../../../../src/adapter/utf8-bytes.js';
import type { TextCapability } from '../../../../src/contract/capabilities.js';
import { SEED } from '../../../fixtures/property.js';
import { pieces, plan, TEXT_ONLY } from './plan.js';

const FAMILY = '👨‍👩‍👧‍👦';

describe('a text is cut', () => {
  it('not at all when it fits', () => {
    expect(pieces('Hello', { maxUnits: 5 })).toEqual(['Hello']);
  });

  it('between words', () => {
    expect(pieces('one two three', { maxUnits: 8 })).toEqual(['one two', 'three']);
  });

  it.each([
    ['paragraphs', 'One. Two.\n\nThree. Four. Five. Six', 22, ['One. Two.', 'Three. Four. Five. Six']],
    ['lines', 'one two\nthree four', 12, ['one two', 'three four']],
    ['sentences', 'We are here. You are there', 16, ['We are here.', 'You are there']],
    ['sentences of Japanese', '今日は休みです。明日も休みです。', 10, ['今日は休みです。', '明日も休みです。']],
    ['words of Japanese', 'あしたはレストランで', 8, ['あしたは', 'レストランで']],
  ])('between %s where that is near', (_what, words, maxUnits, expected) => {
    expect(pieces(words, { maxUnits })).toEqual(expected);
  });

  it('inside a word only where there is no space', () => {
    expect(pieces('aaaaaaaaaa', { maxUnits: 4 })).toEqual(['aaaa', 'aaaa', 'aa']);
  });

  it('not before the mark that ends a Japanese sentence', () => {
    for (const piece of pieces('あいうえおかきくけこ。さしすせそ'.repeat(5), { maxUnits: 10 })) {
      expect(piece).not.toMatch(/^[。、]/);
    }
  });

  it('never inside a character as a person sees it', () => {
    expect(pieces(FAMILY.repeat(3), { maxUnits: 12 })).toEqual([FAMILY, FAMILY, FAMILY]);
    expect(pieces('🇯🇵🇫🇷🇩🇪', { maxUnits: 6 })).toEqual(['🇯🇵', '🇫🇷', '🇩🇪']);
    expect(pieces('e\u0301e\u0301e\u0301', { maxUnits: 3 })).toEqual(['e\u0301', 'e\u0301', 'e\u0301']);
    expect(pieces('か\u3099か\u3099', { maxUnits: 3 })).toEqual(['か\u3099', 'か\u3099']);
  });

  it('between code points of a character that alone is too long', () => {
    expect(pieces(`${FAMILY}a`, { maxUnits: 3 }).join('')).toBe(`${FAMILY}a`);
  });

  it('not at all when not even a code point fits: it is refused', () => {
    const text = { maxUnits: 2, encode: utf8Bytes };
    expect(plan([{ kind: 'text', text: 'あ' }], { ...TEXT_ONLY, text })).toMatchObject({
      rejected: { class: 'content-too-long' },
    });
  });

  it('by the measure of the provider', () => {
    expect(pieces('ああああ', { maxUnits: 6, encode: utf8Bytes })).toEqual(['ああ', 'ああ']);
    expect(pieces('a'.repeat(161), smsText({ segments: 1 })).map(({ length }) => length)).toEqual([160, 1]);
    expect(pieces(`${'a'.repeat(160)}あ`, smsText({ segments: 1 })).map(({ length }) => length)).toEqual([160, 1]);
  });

  it('before a link, never inside it', () => {
    const link = 'https://example.com/a/very/long/path?of=words';
    expect(pieces(`Look here: ${link} now`, { maxUnits: 50 })).toEqual(['Look here:', `${link} now`]);
    expect(pieces(`見てください${link}を`, { maxUnits: 50 })).toEqual(['見てください', `${link}を`]);
  });

  it('behind a link that only with the letters after it is too long', () => {
    const link = 'https://example.com/abc';
    const [first] = pieces(`ここです${link}${'を見てください'.repeat(20)}`, { maxUnits: 40 });
    expect(first).toMatch(/^ここですhttps:\/\/example\.com\/abcを/);
    const [before, behind] = pieces(`ここです${link}${'を見てください'.repeat(20)}`, { maxUnits: 25 });
    expect([before, behind]).toEqual(['ここです', expect.stringMatching(/^https:\/\/example\.com\/abc/)]);
  });

  it('inside a link that alone is too long', () => {
    const link = `https://example.com/${'a'.repeat(100)}`;
    expect(pieces(link, { maxUnits: 50 }).join('')).toBe(link);
  });
});

const MEASURES: [string, TextCapability][] = [
  ['UTF-16 units', { maxUnits: 30 }],
  ['UTF-8 bytes', { maxUnits: 40, encode: utf8Bytes }],
  ['one SMS', smsText({ segments: 1 })],
  ['two SMS', smsText({ segments: 2 })],
];
const URL_HERE = /https:\/\/[a-z./]+/g;
const link = fc.constantFrom('https://example.com/a', 'https://a.example/b/c');
const word = fc.oneof(
  { weight: 6, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }) },
  {
    weight: 4,
    arbitrary: fc.constantFrom('hello', 'こんにちは。', FAMILY, '🇯🇵🇯🇵', 'e\u0301', 'か\u3099', '\r\n', '€[]'),
  },
  { weight: 2, arbitrary: link.map((url) => ` ${url} `) },
);
const words = fc
  .array(fc.tuple(word, fc.constantFrom('', ' ', '\n', '\n\n')), { maxLength: 60 })
  .map((all) => all.flat().join(''));
const seen = (text: string) =>
  [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment.trim()).filter(Boolean);

describe.each(MEASURES)(`any text cut by %s (seed ${SEED})`, (_name, capability) => {
  const units = (piece: string) => capability.encode?.(piece).units ?? piece.length;

  it('has pieces that fit, loses nothing but white space, and keeps characters and links whole', () => {
    const holds = (text: string) => {
      fc.pre(text.trim() !== '');
      const cut = pieces(text, capability);
      for (const piece of cut) expect(units(piece)).toBeLessThanOrEqual(capability.maxUnits);
      expect(cut.join('').replace(/\s/gu, '')).toBe(text.replace(/\s/gu, ''));
      expect(cut.flatMap(seen)).toEqual(seen(text));
      expect(cut.flatMap((piece) => piece.match(URL_HERE) ?? [])).toEqual(text.match(URL_HERE) ?? []);
    };
    fc.assert(fc.property(words, holds), { seed: SEED, numRuns: 400 });
  });
});

describe('cutting costs as much as the text is long', () => {
  /** How much text was measured, for each unit of the text. */
  function work(text: string, maxUnits = 160): number {
    let measured = 0;
    const encode = (piece: string) => {
      measured += piece.length;
      return { units: piece.length, unsupported: [] };
    };
    pieces(text, { maxUnits, encode });
    return measured / text.length;
  }

  it.each([
    ['words', 'some words and then '],
    ['one word', 'a'],
    ['emoji', FAMILY],
    ['a character of combining marks', '\u0301'],
    ['flags', '🇯🇵'],
    ['links', 'https://example.com/abc '],
    ['one link', 'https://www.'],
    ['letters after a link', 'https://a/あ'],
  ])('for %s', (_name, unit) => {
    const small = work(unit.repeat(Math.ceil(20_000 / unit.length)));
    const large = work(unit.repeat(Math.ceil(200_000 / unit.length)));
    expect(large).toBeLessThan(small * 1.5 + 5);
  });
});
