import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { webhook } from '@line/bot-sdk';
import type { ProviderEvent } from 'channelwright/adapter';
import { lineAccount, lineAdapter, lookupOf, noCalls, rawWebhook } from './support.js';

interface Sample {
  about: string;
  body: webhook.CallbackRequest;
  events: ProviderEvent[];
}

const FOLDER = new URL('../../../../adapters/line/samples/', import.meta.url);
const names = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
const read = (name: string): Sample => JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8'));

describe('a webhook of LINE becomes events', () => {
  const adapter = lineAdapter(noCalls);

  it.each(names)('%s', (name) => {
    const { body, events } = read(name);
    const request = rawWebhook(JSON.stringify(body));
    const verdict = adapter.authenticateWebhook(request, lookupOf(lineAccount()));
    if (verdict.kind !== 'authenticated') throw new Error(verdict.detail);
    expect(adapter.parseWebhook(request, verdict.accounts)).toEqual(events);
  });

  it('of each kind that means something', () => {
    const kinds = new Set(names.flatMap((name) => read(name).body.events.map(({ type }) => type)));
    expect([...kinds].sort()).toEqual(
      expect.arrayContaining(['follow', 'join', 'leave', 'message', 'postback', 'unfollow', 'unsend']),
    );
  });
});
