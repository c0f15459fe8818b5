import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { ReceivedEvent } from 'channelwright/adapter';
import { lookup, ScriptedTransport, signedWebhook, whatsappAccount, whatsappAdapter } from './support.js';

interface Sample {
  body: unknown;
  events: ReceivedEvent[];
}

const FOLDER = new URL('../../../../adapters/whatsapp/samples/', import.meta.url);
const names = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
const read = (name: string): Sample => JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8'));

describe('a webhook of Meta becomes events', () => {
  const adapter = whatsappAdapter(new ScriptedTransport([]));
  const accounts = lookup(whatsappAccount());

  it.each(names)('%s', (name) => {
    const { body, events } = read(name);
    const request = signedWebhook(body);
    expect(adapter.authenticateWebhook(request, accounts)).toMatchObject({ kind: 'authenticated' });
    // What a dead letter holds is the piece itself: no need to write it twice.
    const parsed = adapter.parseWebhook(request).map((event) => withoutRaw(event));
    expect(parsed).toEqual(events);
  });

  it('has samples of every sort', () => {
    const sorts = new Set(names.map((name) => name.split('-')[0]));
    expect([...sorts].sort()).toEqual(['batch', 'echo.json', 'echo', 'inbound', 'other', 'status'].sort());
  });
});

function withoutRaw(event: ReceivedEvent): Partial<ReceivedEvent> {
  if (event.kind !== 'unparsable') return event;
  const { raw, ...rest } = event;
  expect(() => JSON.parse(raw)).not.toThrow();
  return rest;
}
