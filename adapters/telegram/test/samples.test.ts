import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseUpdate, parseUpdateBytes } from '../parse-update.js';
import { richTextOf } from '../rich-text.js';
import { samples } from './samples.js';
import { lookupOf, NOW, telegramAccount, telegramAdapter, webhook } from './support.js';

const adapter = telegramAdapter('https://api.example.test');
const account = telegramAccount();
const to = { account, receivedAtMs: NOW };

describe('a sample', () => {
  it.each(samples)('is read as it says: $name', ({ sample }) => {
    const request = webhook(sample.update);
    const verdict = adapter.authenticateWebhook(request, lookupOf(account));
    expect(verdict).toMatchObject({ kind: 'authenticated', accounts: [{ key: 'main-bot' }] });
    expect(adapter.parseWebhook(request, [account])).toEqual(sample.events);
  });

  it('is the same fact however it comes', () => {
    for (const { sample } of samples) expect(parseUpdate(sample.update, to)).toEqual(sample.events);
  });
});

describe('what cannot be read', () => {
  it.each([
    ['no JSON', 'hello', 'not JSON'],
    ['no update', '[]', 'the update is not what the Bot API documents'],
    ['no number', '{"message":{}}', 'update_id is not what the Bot API documents'],
    ['half a message', '{"update_id":1,"message":{"date":1,"chat":{"id":1,"type":"private"}}}', 'message.message_id'],
  ])('is kept for the operator, its text untold: %s', (_, body, detail) => {
    expect(parseUpdateBytes(Buffer.from(body), to)).toEqual([
      { kind: 'unparsable', account: 'main-bot', detail: expect.stringContaining(detail), raw: body },
    ]);
  });

  it('never makes the adapter throw, whatever of a genuine update is changed', () => {
    const changed = fc.record({ sample: fc.constantFrom(...samples), at: fc.nat(), value: fc.jsonValue() });
    fc.assert(
      fc.property(changed, ({ sample: { sample }, at, value }) => {
        const events = parseUpdate(withChange(sample.update, at, value), to);
        for (const event of events) expect(event.account).toBe('main-bot');
      }),
      { numRuns: 500 },
    );
    fc.assert(fc.property(fc.uint8Array(), (bytes) => Array.isArray(parseUpdateBytes(bytes, to))));
    fc.assert(fc.property(fc.jsonValue(), (value) => Array.isArray(parseUpdate(value, to))));
  });
});

describe('formatting', () => {
  it('is well formed HTML whatever the entities are, and shows the whole text', () => {
    const entity = fc.record({
      type: fc.constantFrom('bold', 'italic', 'pre', 'text_link', 'mention', 'blockquote'),
      offset: fc.integer({ min: -3, max: 30 }),
      length: fc.integer({ min: -3, max: 30 }),
      url: fc.constantFrom('https://a.example/?q="<b>"', 'javascript:alert(1)'),
    });
    fc.assert(
      fc.property(
        fc.string({ maxLength: 20, unit: 'grapheme' }),
        fc.array(entity, { maxLength: 6 }),
        (text, entities) => {
          const html = richTextOf(text, entities);
          if (html === undefined) return;
          expect(html).not.toContain('javascript:');
          expect(unbalanced(html)).toEqual([]);
          expect(textIn(html)).toBe(text);
        },
      ),
    );
  });

  it('is not claimed where there is none', () => {
    expect(richTextOf('@ann', [{ type: 'mention', offset: 0, length: 4 }])).toBeUndefined();
  });
});

/** The value at the n-th place of a tree, counted all through it, replaced. */
function withChange(tree: unknown, at: number, value: unknown): unknown {
  const paths: (string | number)[][] = [];
  const walk = (node: unknown, path: (string | number)[]) => {
    if (path.length > 0) paths.push(path);
    if (typeof node === 'object' && node !== null)
      for (const [key, child] of Object.entries(node)) walk(child, [...path, key]);
  };
  walk(tree, []);
  const path = paths[at % paths.length]!;
  const copy = structuredClone(tree) as Record<string | number, unknown>;
  let node = copy;
  for (const key of path.slice(0, -1)) node = node[key] as Record<string | number, unknown>;
  node[path.at(-1)!] = value;
  return copy;
}

function unbalanced(html: string): string[] {
  const open: string[] = [];
  for (const [, slash, tag] of html.matchAll(/<(\/?)(\w+)[^>]*>/g)) {
    if (tag === 'br') continue;
    if (slash === '') open.push(tag!);
    else if (open.pop() !== tag) return [...open, `/${tag}`];
  }
  return open;
}

function textIn(html: string): string {
  const bare = html.replaceAll('<br>', '\n').replace(/<[^>]*>/g, '');
  return bare.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
