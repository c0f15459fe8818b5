import { describe, expect, it } from '@jest/globals';
import type { ReceivedEvent } from 'channelwright/adapter';
import { ScriptedTransport } from 'channelwright/testing';
import { anAccount, anAdapter, aWebhook, lookup, OTHER_SECRET, SECRET, sample } from './calls.js';

const adapter = anAdapter(new ScriptedTransport());
const support = anAccount();
const sales = anAccount('sales');
const own = anAccount('own', { signingSecret: [OTHER_SECRET] });
const accounts = lookup(support, sales, own);

const ann = { type: 'CHANNEL_SPECIFIC_OPAQUE_ID', value: 'user-17' };

function parsed(body: string, speaksFor = [support], accountKey = ''): ReceivedEvent[] {
  return adapter.parseWebhook(aWebhook(body, { accountKey }), speaksFor);
}

describe('who a webhook speaks for', () => {
  it('the account of its URL', () => {
    const verdict = adapter.authenticateWebhook(aWebhook('{}', { accountKey: 'sales' }), accounts);
    expect(verdict).toEqual({ kind: 'authenticated', accounts: [sales] });
  });

  it('every account that shares the channel’s secret, where the URL names none', () => {
    const verdict = adapter.authenticateWebhook(aWebhook('{}'), accounts);
    expect(verdict).toEqual({ kind: 'authenticated', accounts: [support, sales] });
  });

  it('an account with a secret of its own only by that secret', () => {
    const webhook = (secret: string) => aWebhook('{}', { accountKey: 'own', secret });
    expect(adapter.authenticateWebhook(webhook(OTHER_SECRET), accounts)).toMatchObject({ accounts: [own] });
    expect(adapter.authenticateWebhook(webhook(SECRET), accounts)).toMatchObject({ kind: 'refused' });
  });

  it('nobody, where the account is not known', () => {
    const verdict = adapter.authenticateWebhook(aWebhook('{}', { accountKey: 'gone' }), accounts);
    expect(verdict).toEqual({ kind: 'authenticated', accounts: [] });
  });

  it('nobody, where the signature is wrong', () => {
    const request = { ...aWebhook('{"a":1}'), body: Buffer.from('{"a":2}') };
    expect(adapter.authenticateWebhook(request, accounts)).toEqual({ kind: 'refused', detail: 'no signature matches' });
  });

  it('accepts either secret while one replaces the other', () => {
    const rotating = anAdapter(new ScriptedTransport(), { signingSecret: [OTHER_SECRET, SECRET] });
    for (const secret of [OTHER_SECRET, SECRET]) {
      expect(rotating.authenticateWebhook(aWebhook('{}', { secret }), accounts).kind).toBe('authenticated');
    }
  });
});

describe('what the events say', () => {
  const at = (time: string) => Date.parse(`2026-01-15T${time}Z`);
  const whose = (dedupeKey: string) => ({ account: 'support', dedupeKey });

  it.each<[file: string, event: object]>([
    [
      'message',
      {
        ...whose('evt_01'),
        kind: 'message',
        id: 'm_01',
        atMs: at('09:30:00'),
        conversation: ann,
        from: { ...ann, name: 'Ann Lee' },
        content: [{ kind: 'text', text: 'Is the blue one in stock?' }],
        replyTo: 'msg_9',
        sequence: 12,
      },
    ],
    [
      'echo',
      {
        ...whose('evt_03'),
        kind: 'echo',
        id: 'm_03',
        atMs: at('09:32:00'),
        conversation: ann,
        from: { ...ann, value: 'support' },
        content: [{ kind: 'text', text: 'Answered from the phone' }],
      },
    ],
    [
      'receipt-delivered',
      {
        ...whose('evt_04'),
        kind: 'receipt',
        of: { id: 'msg_10' },
        state: 'delivered',
        final: true,
        usage: { units: 2, price: { amount: '0.0150', currency: 'USD' } },
        atMs: at('09:33:00'),
      },
    ],
    [
      'receipt-by-correlation',
      {
        ...whose('evt_05'),
        kind: 'receipt',
        of: { correlation: 'a1b2c3', ids: ['msg_11'] },
        state: 'sent',
        atMs: at('09:33:00'),
      },
    ],
    [
      'receipt-watermark',
      {
        ...whose('evt_06'),
        kind: 'receipt',
        of: { peer: ann, upToMs: at('09:33:30') },
        state: 'read',
        atMs: at('09:34:00'),
      },
    ],
    [
      'receipt-failed',
      {
        ...whose('evt_07'),
        kind: 'receipt',
        of: { id: 'msg_12' },
        state: 'failed',
        reason: { class: 'recipient-blocked', scope: 'peer', code: '4031', detail: 'the user has blocked us' },
        atMs: at('09:35:00'),
      },
    ],
    [
      'edited',
      {
        ...whose('evt_08'),
        kind: 'edited',
        of: 'm_01',
        content: [{ kind: 'text', text: 'Is the green one in stock?' }],
        atMs: at('09:36:00'),
      },
    ],
    ['deleted', { ...whose('evt_09'), kind: 'deleted', of: 'm_01', atMs: at('09:37:00') }],
    ['reaction', { ...whose('evt_10'), kind: 'reaction', of: 'msg_10', from: ann, emoji: '👍' }],
    ['alias', { ...whose('evt_11'), kind: 'alias', from: ann, to: { ...ann, value: 'user-1700' } }],
    ['opt-out', { ...whose('evt_12'), kind: 'optOut', peer: ann }],
    ['opt-in', { ...whose('evt_13'), kind: 'optIn', peer: ann }],
  ])('%s', (file, event) => {
    expect(parsed(sample(file))).toEqual([event]);
  });

  it('shows every kind of content in the order in which a person should see it', () => {
    const [message] = parsed(sample('message-with-everything'));
    const group = { type: 'CHANNEL_SPECIFIC_OPAQUE_ID', value: 'group-4' };
    const url = (n: number) => ({ kind: 'url', url: `https://files.example.com/${n}` });
    expect(message).toMatchObject({ atMs: at('08:31:00'), conversation: group });
    expect((message as { content: unknown }).content).toEqual([
      { kind: 'text', text: 'Here it is', richText: '<p>Here <b>it</b> is</p>' },
      { kind: 'file', ref: url(1), name: 'photo.jpg', type: 'image/jpeg', size: 20480, usage: 'IMAGE' },
      { kind: 'file', ref: url(2), type: 'audio/ogg', usage: 'VOICE_RECORDING' },
      { kind: 'file', ref: url(3), caption: 'the invoice', usage: 'OTHER' },
      { kind: 'location', latitude: 35.6586, longitude: 139.7454, name: 'Tokyo Tower' },
      {
        kind: 'contact',
        name: { firstName: 'Ann', lastName: 'Lee' },
        phones: [{ phone: '+15550123', type: 'WORK' }],
        emails: [{ email: 'ann@example.com' }],
        org: { company: 'Example' },
      },
      { kind: 'quickReplies', replies: [{ value: 'yes', valueType: 'TEXT', label: 'Yes' }] },
      { kind: 'unsupported', description: 'Sent a poll' },
    ]);
  });

  it('gives a failed receipt without a reason an unknown one', () => {
    const event = JSON.parse(sample('receipt-failed'));
    delete event.data.reason;
    expect(parsed(JSON.stringify(event))).toMatchObject([{ reason: { class: 'unknown', scope: 'message' } }]);
  });
});

describe('whose an event is', () => {
  const unnamed = sample('message-with-everything');

  it('what it says itself', () => {
    expect(parsed(sample('message'), [support, sales])).toMatchObject([{ account: 'support' }]);
  });

  it('else the account of the URL', () => {
    expect(parsed(unnamed, [sales], 'sales')).toMatchObject([{ account: 'sales' }]);
    expect(parsed(unnamed, [], 'gone')).toMatchObject([{ account: 'gone' }]);
  });

  it('else the only one the webhook speaks for', () => {
    expect(parsed(unnamed, [sales])).toMatchObject([{ account: 'sales' }]);
  });

  it('else nobody’s: it is kept', () => {
    expect(parsed(unnamed, [support, sales])).toMatchObject([{ kind: 'unparsable', detail: 'account: is missing' }]);
  });
});

describe('what cannot be read', () => {
  it('is kept as it came, and its neighbours pass', () => {
    const [before, poison, after] = parsed(sample('batch-with-a-poison-event'), [support, sales]);
    expect(before).toMatchObject({ kind: 'deleted', account: 'support' });
    expect(after).toMatchObject({ kind: 'deleted', account: 'sales' });
    expect(poison).toMatchObject({ kind: 'unparsable', raw: expect.stringContaining('"evt_15"') });
  });

  it('is described without what it said', () => {
    const event = JSON.parse(sample('message'));
    event.data.id = { text: 'a secret thing' };
    const [poison] = parsed(JSON.stringify(event));
    expect(poison).toMatchObject({ kind: 'unparsable', detail: expect.stringContaining('data.id') });
    expect((poison as { detail: string }).detail).not.toContain('secret');
  });

  it.each(['not JSON', '[]', 'null', '7', '{"events":[null]}', '{"events":{}}', ''])('never throws: %s', (body) => {
    expect(parsed(body)).toMatchObject([{ kind: 'unparsable', account: 'support' }]);
  });

  it('is a message that holds nothing', () => {
    const event = JSON.parse(sample('message'));
    delete event.data.text;
    expect(parsed(JSON.stringify(event))).toMatchObject([{ kind: 'unparsable', detail: 'data: holds nothing' }]);
  });

  it('is not an empty batch', () => {
    expect(parsed('{"events":[]}')).toEqual([]);
  });
});
