import { describe, expect, it } from '@jest/globals';
import { gsm7 } from '../../../../src/adapter/gsm7.js';
import { shiftJisBytes } from '../../../../src/adapter/shift-jis-bytes.js';
import type { TextCapability } from '../../../../src/contract/capabilities.js';
import { pieces, plan, plannedTexts, TEXT_ONLY } from './plan.js';

const JAPANESE: TextCapability = { maxUnits: 40, encode: shiftJisBytes(), unsupported: { replaceWith: '〓' } };

describe('characters that the provider cannot carry', () => {
  it('refuse the message, and are named by number', () => {
    const text = { maxUnits: 100, encode: gsm7 };
    expect(plan([{ kind: 'text', text: 'Snow ☃ and あいうえお' }], { ...TEXT_ONLY, text })).toEqual({
      rejected: {
        class: 'content-unsupported',
        scope: 'message',
        detail: 'the provider cannot carry U+2603, U+3042, U+3044, U+3046, U+3048 and 1 more',
      },
    });
  });

  it('are replaced, each one that a person sees by one', () => {
    expect(pieces('家族👨‍👩‍👧‍👦と①', JAPANESE)).toEqual(['家族〓と〓']);
  });

  it('are written in the form that the provider has, where there is one', () => {
    expect(pieces('か\u3099ぎ☃', JAPANESE)).toEqual(['がぎ〓']);
  });

  it('are measured again once they are replaced', () => {
    const snow = { ...JAPANESE, maxUnits: 4, unsupported: { replaceWith: '(snow)' } };
    expect(pieces('☃', snow)).toEqual(['(sno', 'w)']);
  });

  it('refuse the message where nothing would be left, or the replacement is no better', () => {
    for (const replaceWith of ['', '☃']) {
      const text = { ...JAPANESE, unsupported: { replaceWith } };
      expect(plan([{ kind: 'text', text: '☃' }], { ...TEXT_ONLY, text })).toMatchObject({
        rejected: { class: 'content-unsupported' },
      });
    }
  });

  it('are replaced inside formatted text, too', () => {
    const format = { marks: { bold: ['*', '*'] as const } };
    const item = { text: 'a ☃ b', richText: 'a <b>☃</b> b' };
    expect(plannedTexts(item, { ...JAPANESE, format }).map(({ formatted }) => formatted)).toEqual(['a *〓* b']);
  });

  it('are replaced one by one in a text of any length', () => {
    const wide = { ...JAPANESE, maxUnits: 100_000 };
    for (const seen of ['👨‍👩‍👧‍👦', '🇯🇵', 'a👍🏽', 'e\u0301b']) {
      const replaced = seen.startsWith('e') ? '〓b' : seen.startsWith('a') ? 'a〓' : '〓';
      expect(pieces(seen.repeat(3000), wide).join('')).toBe(replaced.repeat(3000));
    }
  });

  it('are replaced in time, however many there are', () => {
    expect(pieces('ครับ'.repeat(100_000), { ...JAPANESE, maxUnits: 1_000_000 })).toEqual([
      expect.stringMatching(/^〓+$/),
    ]);
  });
});

describe('a text that is too long', () => {
  it('is refused where the channel wants it whole, with its length', () => {
    const text = { maxUnits: 5, overflow: 'reject' as const };
    expect(plan([{ kind: 'text', text: 'Hello you' }], { ...TEXT_ONLY, text })).toEqual({
      rejected: {
        class: 'content-too-long',
        scope: 'message',
        detail: 'the text has 9 units, the provider takes 5',
      },
    });
  });
});
