import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { gsm7 } from '../../../../src/adapter/gsm7.js';
import { mediaRuleFor } from '../../../../src/adapter/media-rule.js';
import { smsText } from '../../../../src/adapter/sms-text.js';
import type { Capabilities, MediaRule, TextCapability } from '../../../../src/contract/capabilities.js';
import type { ContentItem, FileItem } from '../../../../src/contract/content-item.js';
import { FAILURE_CLASSES } from '../../../../src/contract/failure-reason.js';
import { SEED } from '../../../fixtures/property.js';
import { plan, TEXT_ONLY } from './plan.js';

const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const someWords = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 80 }),
  fc.constantFrom('Hello', 'A longer text of several words. It goes on.', 'https://example.com/abc', 'こんにちは。☃'),
);
const record = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record(model).map((made) => JSON.parse(JSON.stringify(made)) as T);

const text: fc.Arbitrary<ContentItem> = someWords.map((words) => ({ kind: 'text', text: words }));
const file: fc.Arbitrary<FileItem> = record({
  kind: fc.constant('file' as const),
  ref: fc.constant({ kind: 'hubspot' as const, fileId: '1' }),
  usage: fc.constant('OTHER' as const),
  type: fc.constantFrom('image/png', 'application/pdf', 'video/mp4'),
  size: fc.constantFrom(10, 500, 5000),
  name: fc.constantFrom('a.png', 'b'),
});
const place: fc.Arbitrary<ContentItem> = fc.constant({ kind: 'location', latitude: 1, longitude: 2, name: 'Here' });
const contact: fc.Arbitrary<ContentItem> = fc.constant({ kind: 'contact', phones: [{ phone: '+15550100' }] });
const replies: fc.Arbitrary<ContentItem> = fc
  .array(
    record({
      value: fc.constantFrom('Yes', 'No', 'https://example.com/a'),
      valueType: fc.constantFrom('TEXT' as const, 'URL' as const),
      label: fc.constantFrom('Yes', 'A label that is long'),
    }),
    { maxLength: 5 },
  )
  .map((all) => ({ kind: 'quickReplies', replies: all }));
const content = fc.array(fc.oneof(text, text, file, place, contact, replies), { maxLength: 7 });

const RULES: MediaRule[] = [
  { mode: 'url', types: ['image/*'], maxBytes: 100 },
  { mode: 'upload', types: ['image/*', 'application/*'], maxBytes: 1000 },
];
const measure: fc.Arbitrary<TextCapability> = fc.oneof(
  fc.constant({ maxUnits: 20 }),
  fc.constant({ maxUnits: 30, encode: gsm7, unsupported: { replaceWith: '?' } }),
  fc.constant(smsText({ segments: 1 })),
  fc.constant({ maxUnits: 40, format: { escape: (words: string) => words.replaceAll('&', '&amp;') } }),
);
const capabilities: fc.Arbitrary<Capabilities> = fc
  .record({
    text: measure,
    itemsPerPart: fc.integer({ min: 1, max: 3 }),
    content: fc.subarray(['location' as const, 'contact' as const]),
    quickReplies: optional(
      fc.record({ maxCount: fc.integer({ min: 1, max: 3 }), maxLabel: fc.constant(5), urls: fc.boolean() }),
    ),
    media: optional(
      fc.record({
        rules: fc.constant(RULES),
        maxCount: fc.integer({ min: 1, max: 3 }),
        otherwise: fc.constantFrom('link' as const, 'reject' as const),
      }),
    ),
  })
  .map(({ quickReplies, media, ...more }) => ({
    ...TEXT_ONLY,
    ...more,
    ...(quickReplies && { quickReplies }),
    ...(media && { media }),
  }));

/** What the provider would not take of a part. */
function* wrongWith(items: { kind: string }[], can: Capabilities): Generator<string> {
  const single = items.filter(({ kind }) => kind !== 'quickReplies');
  if (single.length > (can.itemsPerPart ?? 1)) yield `${single.length} items in a call`;
  for (const [index, item] of (items as ContentItem[]).entries()) {
    if (item.kind === 'text') {
      const sent = item.formatted ?? item.text;
      const { units, unsupported } = can.text.encode?.(sent) ?? { units: sent.length, unsupported: [] };
      if (units > can.text.maxUnits || unsupported.length > 0) yield `a text of ${units} units lacking ${unsupported}`;
      if (item.text.trim() === '') yield 'a text of nothing';
    } else if (item.kind === 'file') {
      if (!mediaRuleFor(can.media, item)) yield `a file of ${item.type}, ${item.size}`;
    } else if (item.kind === 'quickReplies') {
      const { maxCount = 0, maxLabel = 0, urls = false } = can.quickReplies ?? {};
      if (items[index - 1]?.kind !== 'text') yield 'buttons without a text';
      if (item.replies.length === 0 || item.replies.length > maxCount) yield `${item.replies.length} buttons`;
      if (item.replies.some(({ label, value }) => (label || value).length > maxLabel)) yield 'a long label';
      if (!urls && item.replies.some(({ valueType }) => valueType === 'URL')) yield 'a URL on a button';
    } else if (item.kind === 'unsupported' || !can.content?.includes(item.kind)) yield item.kind;
  }
}

describe(`any message to any channel (seed ${SEED})`, () => {
  it('is planned as parts that the channel takes, or refused whole with a reason', () => {
    const holds = (items: ContentItem[], can: Capabilities) => {
      const before = structuredClone(items);
      const planned = plan(items, can);
      expect(items).toEqual(before);
      if ('rejected' in planned) return expect(FAILURE_CLASSES).toContain(planned.rejected.class);
      expect(planned.flatMap((part) => [...wrongWith(part.items, can)])).toEqual([]);
      expect(planned[0]?.continues).toBeUndefined();
      const files = planned.flatMap((part) => part.items.filter(({ kind }) => kind === 'file'));
      expect(files.length).toBeLessThanOrEqual(can.media?.maxCount ?? 0);
    };
    fc.assert(fc.property(content, capabilities, holds), { seed: SEED, numRuns: 600 });
  });

  it('is planned the same way every time', () => {
    const holds = (items: ContentItem[], can: Capabilities) => expect(plan(items, can)).toEqual(plan(items, can));
    fc.assert(fc.property(content, capabilities, holds), { seed: SEED, numRuns: 50 });
  });
});
