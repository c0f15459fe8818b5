import { describe, expect, it } from '@jest/globals';
import { FAILURE_CLASSES } from '../../../src/contract/failure-reason.js';
import { failureTexts, MAX_FAILURE_TEXT } from '../../../src/status/failure-text.js';

const texts = failureTexts();

describe.each(['en', 'ja'])('the texts in %s', (language) => {
  it('say something of their own for every class', () => {
    const all = FAILURE_CLASSES.map((failureClass) => texts.render({ class: failureClass }, language));
    expect(new Set(all).size).toBe(FAILURE_CLASSES.length);
    for (const text of all) expect(text).toMatch(/[.。]$/);
  });

  it('hold no template that was not filled', () => {
    for (const failureClass of FAILURE_CLASSES) {
      const text = texts.render({ class: failureClass, code: '1', part: 1, parts: 2 }, language);
      expect(text).not.toMatch(/[{}]/);
      expect(text.length).toBeLessThanOrEqual(MAX_FAILURE_TEXT);
    }
  });
});

describe('a failure text', () => {
  it('names the part and ends with the provider’s code', () => {
    expect(texts.render({ class: 'media-too-large', code: '30008', part: 2, parts: 3 }, 'en')).toBe(
      'Part 2 of 3: The attached file is too large for this channel. Send a smaller file or a link to it. (Code 30008)',
    );
    expect(texts.render({ class: 'rate-limited', part: 1, parts: 2 }, 'ja')).toBe(
      '2件中1件目：短時間に送信が集中しました。数分おいてから再送してください。',
    );
  });

  it('takes the language without its region, and English where there is no other', () => {
    const japanese = texts.render({ class: 'unknown' }, 'ja');
    const english = texts.render({ class: 'unknown' }, 'en');
    expect(texts.render({ class: 'unknown' }, 'ja-JP')).toBe(japanese);
    expect(texts.render({ class: 'unknown' }, 'JA')).toBe(japanese);
    expect(texts.render({ class: 'unknown' }, 'fr')).toBe(english);
    expect(texts.render({ class: 'unknown' }, '')).toBe(english);
  });

  it('shows of a code only what can be one', () => {
    const code = 'E-63016: <script>"+x'.padEnd(200, '9');
    const text = texts.render({ class: 'unknown', code }, 'en');
    expect(text).toContain('(Code E-63016:script');
    expect(text).not.toMatch(/[<>"]/);
    expect(text.length).toBeLessThan(200);
    expect(texts.render({ class: 'unknown', code: ' ' }, 'en')).toBe(texts.render({ class: 'unknown' }, 'en'));
  });

  it('does not let a code fill a template', () => {
    expect(texts.render({ class: 'unknown', code: '{part}', part: 1, parts: 2 }, 'en')).toContain('(Code part)');
  });

  it('is bounded', () => {
    const long = failureTexts([{ language: 'xx', sentences: { unknown: 'x'.repeat(5_000) } }]);
    expect(long.render({ class: 'unknown' }, 'xx')).toHaveLength(MAX_FAILURE_TEXT);
  });

  it('can be the user’s, in a new language or in place of ours', () => {
    const added = failureTexts([
      { language: 'de', sentences: { unknown: 'Nicht gesendet.' }, code: '{sentence} [{code}]' },
      { language: 'en', sentences: { network: 'Call the help desk.' } },
    ]);
    expect(added.render({ class: 'unknown', code: '7' }, 'de-AT')).toBe('Nicht gesendet. [7]');
    expect(added.render({ class: 'timeout' }, 'de')).toBe(texts.render({ class: 'timeout' }, 'en'));
    expect(added.render({ class: 'network' }, 'en')).toBe('Call the help desk.');
    expect(added.render({ class: 'timeout' }, 'en')).toBe(texts.render({ class: 'timeout' }, 'en'));
  });
});
