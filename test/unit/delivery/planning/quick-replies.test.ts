import { describe, expect, it } from '@jest/globals';
import type { Capabilities, QuickReplyCapability } from '../../../../src/contract/capabilities.js';
import type { ContentItem, QuickRepliesItem } from '../../../../src/contract/content-item.js';
import { plan, TEXT_ONLY } from './plan.js';

type Reply = QuickRepliesItem['replies'][number];

const answer = (value: string, label?: string): Reply => ({ value, valueType: 'TEXT', ...(label ? { label } : {}) });
const url = (value: string, label?: string): Reply => ({ value, valueType: 'URL', ...(label ? { label } : {}) });
const buttons = (...replies: Reply[]): QuickRepliesItem => ({ kind: 'quickReplies', replies });
const text = (words: string): ContentItem => ({ kind: 'text', text: words });

const with2: QuickReplyCapability = { maxCount: 2, maxLabel: 10 };
function planned(content: ContentItem[], quickReplies: QuickReplyCapability = with2, more: Partial<Capabilities> = {}) {
  return plan(content, { ...TEXT_ONLY, quickReplies, ...more });
}

const [yes, no] = [answer('y', 'Yes'), answer('No')];
const page = url('https://example.com', 'Our page');

describe('quick replies', () => {
  it('go with the text before them, also over a file between', () => {
    const file: ContentItem = { kind: 'file', ref: { kind: 'hubspot', fileId: '1' }, usage: 'OTHER' };
    const media = { rules: [{ mode: 'url' as const, types: ['*'], maxBytes: 1 }], maxCount: 1 };
    expect(planned([text('Well?'), buttons(yes, no)])).toEqual([{ items: [text('Well?'), buttons(yes, no)] }]);
    expect(planned([text('Well?'), file, buttons(yes)], with2, { media })).toEqual([
      { items: [text('Well?'), buttons(yes)] },
      { items: [file] },
    ]);
  });

  it('go with the last piece of a text that was cut', () => {
    expect(planned([text('one two three'), buttons(yes)], with2, { text: { maxUnits: 8 } })).toEqual([
      { items: [text('one two')] },
      { items: [text('three'), buttons(yes)], continues: true },
    ]);
  });

  it('get a text of their labels where none is before them', () => {
    expect(planned([buttons(yes, no), text('later')])).toEqual([
      { items: [text('Yes / No'), buttons(yes, no)] },
      { items: [text('later')] },
    ]);
  });

  it('count as one item with their text, and are not parted from it', () => {
    expect(planned([text('a'), text('b'), buttons(yes), text('c')], with2, { itemsPerPart: 2 })).toEqual([
      { items: [text('a'), text('b'), buttons(yes)] },
      { items: [text('c')], continues: true },
    ]);
  });

  it.each([
    ['too many', [yes, no, answer('Maybe')], 'Well?\nYes\nNo\nMaybe'],
    ['one too long', [yes, answer('n', 'Not before Tuesday')], 'Well?\nYes\nNot before Tuesday'],
  ])('are all written out where there is %s', (_what, replies, expected) => {
    expect(planned([text('Well?'), buttons(...replies)])).toEqual([{ items: [text(expected)] }]);
  });

  it('that are URLs are written out where buttons open none, and leave the others buttons', () => {
    expect(planned([text('Well?'), buttons(yes, page)])).toEqual([
      { items: [text('Well?\nOur page: https://example.com'), buttons(yes)] },
    ]);
    expect(planned([buttons(yes, page)])).toEqual([
      { items: [text('Yes\nOur page: https://example.com'), buttons(yes)] },
    ]);
    expect(planned([buttons(url('https://example.com'))])).toEqual([{ items: [text('https://example.com')] }]);
  });

  it('that are URLs make room for the answers', () => {
    const urls = { ...with2, urls: true };
    expect(planned([text('Well?'), buttons(yes, page)], urls)).toEqual([
      { items: [text('Well?'), buttons(yes, page)] },
    ]);
    expect(planned([text('Well?'), buttons(page, yes, no)], urls)).toEqual([
      { items: [text('Well?\nOur page: https://example.com'), buttons(yes, no)] },
    ]);
  });

  it.each([
    ['a telephone number', 'tel:+15550100'],
    ['an address of mail', 'mailto:a@example.com'],
    ['a host alone', 'example.com'],
    ['nowhere', 'https://'],
    ['too long', `https://a.example/${'a'.repeat(990)}`],
  ])('that no button opens are written out: %s', (_what, value) => {
    const more = { text: { maxUnits: 2000 } };
    expect(planned([text('Well?'), buttons(url(value, 'Reach us'))], { ...with2, urls: true }, more)).toEqual([
      { items: [text(`Well?\nReach us: ${value}`)] },
    ]);
  });

  it('are written out where a channel has none, and where a text has some already', () => {
    expect(plan([text('Well?'), buttons(yes, page)])).toEqual([
      { items: [text('Well?\nYes\nOur page: https://example.com')] },
    ]);
    expect(planned([text('Well?'), buttons(yes), buttons(no)])).toEqual([{ items: [text('Well?\nNo'), buttons(yes)] }]);
  });

  it('are nothing to send where there are none', () => {
    expect(planned([buttons()])).toEqual({ rejected: { class: 'content-empty', scope: 'message' } });
  });

  it('that are written out are escaped, measured and cut with their text', () => {
    const format = { escape: (words: string) => words.replaceAll('&', '&amp;') };
    expect(plan([text('A & B?'), buttons(answer('C & D'))], { ...TEXT_ONLY, text: { maxUnits: 12, format } })).toEqual([
      { items: [{ ...text('A & B?'), formatted: 'A &amp; B?' }] },
      { items: [{ ...text('C & D'), formatted: 'C &amp; D' }], continues: true },
    ]);
  });
});
