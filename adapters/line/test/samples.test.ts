import { describe, expect, it } from '@jest/globals';
import { samples } from './samples.js';
import { lineAccount, lineAdapter, lookupOf, noCalls, rawWebhook } from './support.js';

describe('a webhook of LINE becomes events', () => {
  const adapter = lineAdapter(noCalls);

  it.each(samples())('$name: $about', ({ body, events }) => {
    const request = rawWebhook(JSON.stringify(body));
    const verdict = adapter.authenticateWebhook(request, lookupOf(lineAccount()));
    if (verdict.kind !== 'authenticated') throw new Error(verdict.detail);
    expect(adapter.parseWebhook(request, verdict.accounts)).toEqual(events);
  });

  it('of each kind that means something', () => {
    const kinds = new Set(samples().flatMap(({ body }) => body.events.map(({ type }) => type)));
    expect([...kinds].sort()).toEqual(
      expect.arrayContaining(['follow', 'join', 'leave', 'message', 'postback', 'unfollow', 'unsend']),
    );
  });
});
