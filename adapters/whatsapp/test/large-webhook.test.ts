import { describe, expect, it } from '@jest/globals';
import { ScriptedTransport } from 'channelwright/testing';
import { signedWebhook, webhookOf, whatsappAdapter } from './support.js';

// More than Meta says it puts into one. Were the contacts read again for each message, this alone would take longer than a test may.
const MANY = 10_000;

describe('a webhook of many people', () => {
  it('gives each message the name of who wrote it', () => {
    const numbers = Array.from({ length: MANY }, (_, index) => String(15_550_100_000 + index));
    const contacts = numbers.map((wa_id) => ({ wa_id, profile: { name: `name of ${wa_id}` } })).reverse();
    const messages = numbers.map((from) => ({
      id: `wamid.${from}`,
      from,
      timestamp: '1700000000',
      type: 'text',
      text: { body: 'hello' },
    }));
    const request = signedWebhook(webhookOf({ contacts, messages }));
    const events = whatsappAdapter(new ScriptedTransport()).parseWebhook(request);
    const names = events.map((event) => (event.kind === 'message' ? event.from.name : event.kind));
    expect(names).toEqual(numbers.map((number) => `name of ${number}`));
  });
});
