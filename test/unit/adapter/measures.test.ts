import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import calculator from 'sms-segments-calculator';
import { gsm7 } from '../../../src/adapter/gsm7.js';
import { shiftJisBytes } from '../../../src/adapter/shift-jis-bytes.js';
import { smsSize, smsText } from '../../../src/adapter/sms-text.js';
import { ucs2 } from '../../../src/adapter/ucs2.js';
import { utf8Bytes } from '../../../src/adapter/utf8-bytes.js';
import { utf16Units } from '../../../src/adapter/utf16-units.js';
import { SEED } from '../../fixtures/property.js';

describe('a text is measured', () => {
  it('in UTF-16 units, UTF-8 bytes and UCS-2 characters', () => {
    expect(utf16Units('aあ😀')).toEqual({ units: 4, unsupported: [] });
    expect(utf8Bytes('aあ😀')).toEqual({ units: 8, unsupported: [] });
    expect(ucs2('aあ😀😀')).toEqual({ units: 6, unsupported: ['😀'] });
  });

  it('in septets, of which some characters cost two', () => {
    expect(gsm7('Hi @£')).toEqual({ units: 5, unsupported: [] });
    expect(gsm7('^{}\\[~]|€\f')).toEqual({ units: 20, unsupported: [] });
    expect(gsm7('aあ😀😀')).toEqual({ units: 4, unsupported: ['あ', '😀'] });
  });

  it.each([
    ['a', 160, 1],
    ['a', 161, 2],
    ['a', 306, 2],
    ['a', 307, 3],
    ['€', 80, 1],
    ['€', 81, 2],
    ['€', 153, 3],
    ['あ', 70, 1],
    ['あ', 71, 2],
    ['あ', 134, 2],
    ['😀', 35, 1],
    ['😀', 36, 2],
    ['😀', 67, 3],
  ])('in SMS: %s × %i makes %i', (character, count, segments) => {
    expect(smsText({ segments: 1 }).encode?.(character.repeat(count)).units).toBe(segments);
  });

  it('in SMS of nothing as one, which takes up no room in a part', () => {
    expect(smsSize('')).toEqual({ encoding: 'gsm7', units: 0, segments: 1 });
    expect(smsText({ segments: 1 }).encode?.('').units).toBe(0);
  });
});

describe(`segments of SMS are counted as Twilio's calculator does (seed ${SEED})`, () => {
  const segments = (text: string) => new calculator.SegmentedMessage(text).segmentsCount;
  const part = (characters: string[]) =>
    fc.array(fc.tuple(fc.constantFrom(...characters), fc.integer({ min: 1, max: 90 })), { minLength: 1, maxLength: 8 });
  const written = (parts: [string, number][]) => parts.map(([character, count]) => character.repeat(count)).join('');

  it.each([
    ['GSM-7', ['a', '€', '[', 'ü', ' ', '\n', 'Ω']],
    ['UCS-2', ['a', 'あ', '😀', '€', 'ё', '\n']],
  ])('in %s', (_encoding, characters) => {
    const holds = (parts: [string, number][]) =>
      expect(smsSize(written(parts)).segments).toBe(segments(written(parts)));
    fc.assert(fc.property(part(characters), holds), { seed: SEED, numRuns: 300 });
  });

  it('for every character of the basic plane on its own', () => {
    for (let code = 0; code < 0xd800; code += code < 0x500 ? 1 : 37) {
      const text = String.fromCharCode(code);
      expect({ code, encoding: smsSize(text).encoding }).toEqual({
        code,
        encoding: text === '`' || segmentsEncoding(text) === 'UCS-2' ? 'ucs2' : 'gsm7',
      });
    }
  });

  const segmentsEncoding = (text: string) => new calculator.SegmentedMessage(text).getEncodingName();
});

describe('a text is measured in Shift_JIS', () => {
  const plain = shiftJisBytes();

  it('as one byte for ASCII and half-width katakana, two for the others', () => {
    expect(plain('abc')).toEqual({ units: 3, unsupported: [] });
    expect(plain('ｱｲｳﾞ')).toEqual({ units: 4, unsupported: [] });
    expect(plain('漢字かなカナ')).toEqual({ units: 12, unsupported: [] });
    expect(plain('ДΩ─')).toEqual({ units: 6, unsupported: [] });
  });

  it('with line breaks as the provider counts them', () => {
    expect(plain('a\nb\r\nc\rd').units).toBe(7);
    expect(shiftJisBytes({ newline: 2 })('a\nb\r\nc\rd').units).toBe(10);
  });

  it('without machine-dependent characters, unless they are allowed', () => {
    expect(plain('①㈱髙﨑')).toEqual({ units: 8, unsupported: ['①', '㈱', '髙', '﨑'] });
    expect(shiftJisBytes({ machineDependent: true })('①㈱髙﨑')).toEqual({ units: 8, unsupported: [] });
  });

  it('with those that JIS X 0208 has and Windows once more', () => {
    expect(plain('∪∩¬∠≡∵')).toEqual({ units: 12, unsupported: [] });
  });

  it('whichever of two code points somebody’s keyboard writes for one character', () => {
    expect(plain('～〜－−∥‖―—')).toEqual({ units: 16, unsupported: [] });
    expect(plain('¥‾')).toEqual({ units: 2, unsupported: [] });
  });

  it('and names what it lacks, once each', () => {
    expect(plain('é😀😀한')).toEqual({ units: 8, unsupported: ['é', '😀', '한'] });
    expect(shiftJisBytes({ halfWidthKatakana: false })('ｱ').unsupported).toEqual(['ｱ']);
  });

  it('as its decoder reads it back', () => {
    const decoder = new TextDecoder('shift_jis');
    let characters = 0;
    for (let row = 1; row <= 84; row++) {
      for (let cell = 1; cell <= 94; cell++) {
        const lead = ((row - 1) >> 1) + (row <= 62 ? 0x81 : 0xc1);
        const trail = row % 2 === 0 ? cell + 0x9e : cell + 0x3f + (cell > 63 ? 1 : 0);
        const character = decoder.decode(Uint8Array.of(lead, trail));
        if (row === 13 || character.length !== 1 || character === '\ufffd') continue;
        characters++;
        expect({ row, cell, ...plain(character) }).toEqual({ row, cell, units: 2, unsupported: [] });
      }
    }
    expect(characters).toBe(6879);
  });
});
