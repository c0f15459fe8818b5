import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { splitText } from '../../../src/delivery/split-text.js';
import { SEED } from '../../fixtures/property.js';

describe(`cutting a text (seed ${SEED})`, () => {
  it('leaves alone what fits', () => {
    expect(splitText('Hello', { maxUnits: 5 })).toEqual(['Hello']);
    expect(splitText('', { maxUnits: 5 })).toEqual(['']);
  });

  it('cuts at the last white space that fits', () => {
    expect(splitText('one two three', { maxUnits: 8 })).toEqual(['one two', 'three']);
  });

  it('cuts inside a word only where there is no space', () => {
    expect(splitText('aaaaaaaaaa', { maxUnits: 4 })).toEqual(['aaaa', 'aaaa', 'aa']);
  });

  it('never cuts a character as a person sees it', () => {
    const family = '👨‍👩‍👧‍👦';
    expect(splitText(family.repeat(3), { maxUnits: 12 })).toEqual([family, family, family]);
  });

  it('sends a character longer than the limit as it is', () => {
    expect(splitText('👨‍👩‍👧‍👦a', { maxUnits: 3 })).toEqual(['👨‍👩‍👧‍👦', 'a']);
  });

  it('measures as the provider does', () => {
    const encode = (text: string) => ({ units: Buffer.byteLength(text), unsupported: [] });
    expect(splitText('ああああ', { maxUnits: 6, encode })).toEqual(['ああ', 'ああ']);
  });

  it('loses nothing but white space at the cuts, and every piece fits', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 200 });
    const holds = (words: string, maxUnits: number) => {
      const pieces = splitText(words, { maxUnits });
      expect(pieces.join('').replace(/\s/gu, '')).toBe(words.replace(/\s/gu, ''));
      const single = (piece: string) => [...new Intl.Segmenter().segment(piece)].length === 1;
      expect(pieces.every((piece) => piece.length <= maxUnits || single(piece))).toBe(true);
    };
    fc.assert(fc.property(text, fc.integer({ min: 1, max: 40 }), holds), { seed: SEED, numRuns: 500 });
  });
});
