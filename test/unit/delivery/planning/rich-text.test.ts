import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Parser } from 'htmlparser2';
import type { TextCapability, TextFormat } from '../../../../src/contract/capabilities.js';
import { anyText } from '../../../fixtures/any-text.js';
import { SEED } from '../../../fixtures/property.js';
import { plannedTexts } from './plan.js';

const escapeHtml = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
const HTML: TextFormat = {
  escape: escapeHtml,
  marks: { bold: ['<b>', '</b>'], italic: ['<i>', '</i>'], strike: ['<s>', '</s>'], code: ['<code>', '</code>'] },
  link: (label, url) => `<a href="${url}">${label}</a>`,
};
const STARS: TextFormat = { marks: { bold: ['*', '*'], italic: ['_', '_'] } };

function formatted(text: string, richText: string, format: TextFormat = HTML): string | undefined {
  const planned = plannedTexts({ text, richText }, { maxUnits: 10_000, format });
  expect(planned).toHaveLength(1);
  return planned[0]?.formatted;
}

describe('rich text', () => {
  it('is what HubSpot wraps around plain typing: nothing', () => {
    const richText = '<div style="" dir="auto" data-top-level="true"><p style="margin:0;">Hello</p></div>';
    expect(formatted('Hello', richText)).toBe('Hello');
  });

  it.each([
    ['<strong>', '<p>a <strong>b</strong> c</p>', 'a <b>b</b> c'],
    ['a style', '<p>a <span style="font-weight: 700">b</span> c</p>', 'a <b>b</b> c'],
    ['nested marks', '<p>a <b>b <i>c</i></b></p>', 'a <b>b <i>c</i></b>'],
    ['crossed marks', 'a <b>b<i> c</b></i>', 'a <b>b <i>c</i></b>'],
    ['marks the provider lacks', '<u>a</u> b c', 'a b c'],
    ['a mark taken back', '<b style="font-weight:normal">a b</b> c', 'a b c'],
    ['code, which is shown as it is', '<b>a <code>b</code></b> c', '<b>a</b> <code>b</code> c'],
    ['white space inside the mark', 'a<b> b </b>c', 'a <b>b</b> c'],
    ['a script', '<script>evil()</script>a <style>p{}</style>b c', 'a b c'],
    ['an unclosed tag', '<p>a <b>b c', 'a <b>b c</b>'],
    ['an entity', 'a&nbsp;<b>b</b>&#32;c', 'a <b>b</b> c'],
  ])('has %s', (_what, richText, expected) => {
    expect(formatted('a b c', richText)).toBe(expected);
  });

  it('is made safe for the markup it is written in', () => {
    expect(formatted('1 < 2 & "3"', '<p>1 &lt; <b>2</b> &amp; "3"</p>')).toBe('1 &lt; <b>2</b> &amp; &quot;3&quot;');
  });

  it('ends marks before a line break', () => {
    expect(formatted('one\ntwo', '<b>one<br>two</b>', STARS)).toBe('*one*\n*two*');
  });

  it('leaves plain what is only a piece of a word, where the provider reads whole words', () => {
    expect(formatted('unhappy end', 'un<b>happy</b> <i>end</i>', { ...STARS, wholeWords: true })).toBe('unhappy _end_');
    expect(formatted('unhappy end', 'un<b>happy</b> <i>end</i>', STARS)).toBe('un*happy* _end_');
  });

  it('keeps where links lead', () => {
    const richText = 'See <a href="https://x.example/?a=1&amp;b=2"><b>our</b> page</a>.';
    expect(formatted('See our page.', richText)).toBe(
      'See <a href="https://x.example/?a=1&amp;b=2"><b>our</b> page</a>.',
    );
    expect(formatted('See our page.', richText, {})).toBe('See our page (https://x.example/?a=1&b=2).');
  });

  it('writes no link twice, and none that leads nowhere', () => {
    expect(formatted('See x.example', 'See <a href="https://x.example/">x.example</a>')).toBe('See x.example');
    expect(formatted('See this', 'See <a href="javascript:evil()">this</a>', {})).toBe('See this');
  });

  it('gives the items of a list a dash or a number', () => {
    const list = '<p>Bring</p><ul><li>a <b>map</b></li><li>water</li></ul>';
    expect(formatted('Bring\na map\nwater', list)).toBe('Bring\n- a <b>map</b>\n- water');
    expect(formatted('Bring a map', '<p>Bring</p><ol start="3"><li>a <b>map</b></li></ol>')).toBe(
      'Bring \n3. a <b>map</b>',
    );
    expect(formatted('one\ntwo', '<ul><li>one<ul><li>two</li></ul></li></ul>')).toBe('- one\n  - two');
  });

  it('leaves the signs that the text has for items already', () => {
    expect(formatted('• one\n2. two', '<ul><li><b>one</b></li><li>two</li></ul>')).toBe('• <b>one</b>\n2. two');
  });

  it('yields to the text where it has other words', () => {
    expect(formatted('Pay 10 euros', '<p>Pay <b>1000</b> euros</p>')).toBe('Pay 10 euros');
    expect(formatted('Pay now', '<p>Pay <b>now</b> or never</p>')).toBe('Pay now');
    expect(formatted('Pay now or never', '<p>Pay <b>now</b></p>')).toBe('Pay now or never');
  });

  it('says where its links lead also where the text has other words', () => {
    const richText =
      'Hi <img alt="😀"> see <a href="https://x.example/1">our <b>page</b></a> and <a href="https://x.example/2">x</a>';
    expect(formatted('Hi 😀 see our page and (https://x.example/2)', richText)).toBe(
      'Hi 😀 see our page and (https://x.example/2)\nour page: https://x.example/1',
    );
    expect(formatted('Hi', '<a href="https://x.example/1">other words</a>')).toBe('Hi\nhttps://x.example/1');
    expect(formatted('Hi', '<a href="https://x.example/1"><img src="logo"></a> you')).toBe('Hi');
    expect(formatted('Hi', '<a href="https://x.example/?q=1">Hi</a> you'.repeat(10_000))).toBe(
      'Hi\nHi: https://x.example/?q=1',
    );
  });

  it('is left out where it changes more often than anybody writes', () => {
    const planned = plannedTexts(
      { text: 'ab'.repeat(5000), richText: '<b>a</b>b'.repeat(5000) },
      { maxUnits: 4000, format: HTML },
    );
    expect(planned.map(({ formatted }) => formatted?.length)).toEqual([4000, 4000, 2000]);
  });

  it('is left out where the markup of one character is too long for a part, but not where its links lead', () => {
    const item = { text: 'see our terms', richText: `see <a href="https://x.example/${'a'.repeat(10)}">our terms</a>` };
    const texts = plannedTexts(item, { maxUnits: 12, format: HTML });
    expect(texts.map(({ formatted }) => formatted)).toEqual([
      'see our',
      'terms',
      '(https://x.e',
      'xample/aaaaa',
      'aaaaa)',
    ]);
  });

  it.each([HTML, {}])(
    'leaves a URL that is its own label as it is, where it has to be the first of a part',
    (format) => {
      const url = `https://x.example/${'a'.repeat(40)}`;
      const before = 'and '.repeat(10);
      const item = { text: `${before}${url} for more`, richText: `${before}<a href="${url}">${url}</a> for more` };
      const texts = plannedTexts(item, { maxUnits: 60, format });
      expect(texts.map(({ formatted }) => formatted)).toEqual([before.trim(), url, 'for more']);
    },
  );

  it('is not looked at where the provider has no formatting', () => {
    const item = { kind: 'text', text: 'a', richText: '<b>a</b>' } as const;
    expect(plannedTexts(item, { maxUnits: 10 })).toEqual([item]);
  });

  it('counts markup, unless the provider does not', () => {
    const item = { text: 'one two', richText: '<b>one</b> <i>two</i>' };
    const texts = (counts: boolean) => plannedTexts(item, { maxUnits: 10, format: { ...HTML, counts } });
    expect(texts(true).map(({ formatted }) => formatted)).toEqual(['<b>one</b>', '<i>two</i>']);
    expect(texts(false).map(({ formatted }) => formatted)).toEqual(['<b>one</b> <i>two</i>']);
  });

  it('is cut between links, not inside their labels', () => {
    const item = {
      text: 'Please read our terms now',
      richText: 'Please read <a href="https://x.example">our terms</a> now',
    };
    const texts = plannedTexts(item, { maxUnits: 16, format: { ...HTML, counts: false } });
    expect(texts.map(({ text }) => text)).toEqual(['Please read', 'our terms now']);
  });
});

const tag = fc.constantFrom(
  'b',
  'i',
  's',
  'p',
  'li',
  'ul',
  'ol',
  'span',
  'code',
  'div',
  'script',
  'a href="https://a.example/x"',
);
const markup = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      'one',
      ' two ',
      'x',
      '&amp;',
      '<br>',
      '\n',
      'か\u3099',
      '👩‍👩‍👧',
      'three four five six seven',
    ),
  },
  { weight: 2, arbitrary: tag.map((name) => `<${name}>`) },
  { weight: 2, arbitrary: tag.map((name) => `</${name.split(' ')[0]}>`) },
);
const html = fc.array(markup, { maxLength: 40 }).map((all) => all.join(''));

/** What a person sees, and whether every tag is closed in order. */
function read(markup: string): { text: string; open: string[]; wrong: boolean } {
  const open: string[] = [];
  let text = '';
  let wrong = false;
  const parser = new Parser(
    {
      onopentagname: (name) => open.push(name),
      onclosetag(name, implied) {
        wrong ||= implied || open.pop() !== name;
      },
      ontext(words) {
        text += words;
      },
    },
    { xmlMode: true },
  );
  parser.end(markup);
  return { text, open, wrong };
}

describe(`any rich text (seed ${SEED})`, () => {
  const bare = (text: string) => text.replace(/\s/g, '');
  const capability = (maxUnits: number, counts: boolean): TextCapability => ({ maxUnits, format: { ...HTML, counts } });

  it('comes out well-formed in every piece, within the limit, and with the words of the text', () => {
    const holds = (richText: string, maxUnits: number, counts: boolean) => {
      const visible = read(`<all>${plainHtml(richText)}</all>`).text;
      fc.pre(visible.trim() !== '');
      const planned = plannedTexts({ text: visible, richText }, capability(maxUnits, counts));
      for (const { text, formatted = '' } of planned) {
        expect({ ...read(formatted), formatted }).toEqual({ text, open: [], wrong: false, formatted });
        expect((counts ? formatted : text).length).toBeLessThanOrEqual(maxUnits);
      }
      // Where the markup of a link is too long for a part, its URL is written out.
      const words = bare(planned.map(({ text }) => text).join('')).replaceAll('(https://a.example/x)', '');
      expect(words.replace(/-|\d+\./g, '')).toBe(bare(visible));
    };
    fc.assert(fc.property(html, fc.integer({ min: 20, max: 90 }), fc.boolean(), holds), { seed: SEED, numRuns: 400 });
  });

  /** HubSpot's plain text of its HTML, as far as we know: the words without tags and scripts. */
  function plainHtml(richText: string): string {
    let text = '';
    let hidden = 0;
    const parser = new Parser({
      onopentagname: (name) => {
        if (name === 'script') hidden++;
        if (/^(?:br|p|li|div)$/.test(name)) text += '\n';
      },
      onclosetag: (name) => {
        if (name === 'script') hidden--;
      },
      ontext: (words) => {
        if (hidden === 0) text += words;
      },
    });
    parser.end(richText);
    return escapeHtml(text);
  }

  it('does not stop the planner, whatever it is', () => {
    const holds = (richText: string) => expect(formatted('Hello', richText)).toBe('Hello');
    fc.assert(fc.property(anyText({ maxLength: 100 }), holds), { seed: SEED, numRuns: 50 });
  });

  it.each([
    ['deep', '<b>'.repeat(350_000)],
    ['deep, with words', '<b>a'.repeat(250_000)],
    ['closed but never opened', `<b>${'</i>'.repeat(250_000)}`],
    ['deep and closed out of order', `${'<b>'.repeat(190)}${'<i></b><b></i>'.repeat(70_000)}`],
    ['full of attributes', `<b ${'a=1 '.repeat(250_000)}>`],
    ['an unclosed attribute', `<b title="${'<b>'.repeat(330_000)}`],
    ['full of ampersands', `<b>${'&amp'.repeat(250_000)}`],
    ['an unclosed comment', `<b><!--${'-'.repeat(1_000_000)}`],
    ['an unclosed script', `<b><script>${'<script'.repeat(140_000)}`],
    ['long lists', `<b>${'<ul><li>'.repeat(90)}${'<li>'.repeat(200_000)}`],
    ['a long style', `<b style="${'font-weight:'.repeat(80_000)}">`],
  ])('is read in time when it is a megabyte, %s', (_what, richText) => {
    expect(formatted('Hello', richText)).toBe('Hello');
  });
});
