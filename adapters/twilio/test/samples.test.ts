import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { ProviderEvent } from 'channelwright/adapter';
import { lookupOf, PUBLIC_URL, signedWebhook, twilioAccount, twilioAdapter, whatsappAccount } from './support.js';

interface Sample {
  about: string;
  query: string;
  params: Record<string, string>;
  events: ProviderEvent[];
}

const FOLDER = new URL('../../../../adapters/twilio/samples/', import.meta.url);
const names = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
const read = (name: string): Sample => JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8'));

describe('a webhook of Twilio becomes events', () => {
  const adapter = twilioAdapter('https://api.twilio.com');
  const accounts = lookupOf(twilioAccount(), whatsappAccount());

  it.each(names)('%s', (name) => {
    const { query, params, events } = read(name);
    const request = signedWebhook(params, { url: query === '' ? PUBLIC_URL : `${PUBLIC_URL}?${query}` });
    const verdict = adapter.authenticateWebhook(request, accounts);
    if (verdict.kind !== 'authenticated') throw new Error(verdict.detail);
    expect(verdict.accounts).toHaveLength(1);
    expect(adapter.parseWebhook(request, verdict.accounts)).toMatchObject(events);
    expect(adapter.parseWebhook(request, verdict.accounts)).toHaveLength(events.length);
  });

  it('has samples of both kinds', () => {
    expect(names.some((name) => name.startsWith('status-'))).toBe(true);
    expect(names.some((name) => name.startsWith('inbound-'))).toBe(true);
  });
});
