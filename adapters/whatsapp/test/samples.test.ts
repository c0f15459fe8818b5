import { describe, expect, it } from '@jest/globals';
import type { ReceivedEvent } from 'channelwright/adapter';
import { ScriptedTransport } from 'channelwright/testing';
import { samples } from './samples.js';
import { lookup, signedWebhook, whatsappAccount, whatsappAdapter } from './support.js';

describe('a webhook of Meta becomes events', () => {
  const adapter = whatsappAdapter(new ScriptedTransport());
  const accounts = lookup(whatsappAccount());

  it.each(samples())('$name', ({ body, events }) => {
    const request = signedWebhook(body);
    expect(adapter.authenticateWebhook(request, accounts)).toMatchObject({ kind: 'authenticated' });
    // What a dead letter holds is the piece itself: no need to write it twice.
    const parsed = adapter.parseWebhook(request).map((event) => withoutRaw(event));
    expect(parsed).toEqual(events);
  });

  it('has samples of every sort', () => {
    const sorts = new Set(samples().map(({ name }) => name.split(/[-.]/)[0]));
    expect([...sorts].sort()).toEqual(['batch', 'echo', 'inbound', 'other', 'status']);
  });
});

function withoutRaw(event: ReceivedEvent): Partial<ReceivedEvent> {
  if (event.kind !== 'unparsable') return event;
  const { raw, ...rest } = event;
  expect(() => JSON.parse(raw)).not.toThrow();
  return rest;
}
