import { describe, expect, it } from '@jest/globals';
import { type ContentItem, type SendOutcome, TransportError } from 'channelwright/adapter';
import { type ProviderAnswer, ScriptedTransport } from 'channelwright/testing';
import { signatureProblem } from '../signing.js';
import { aContext, anAccount, anAdapter, anAnswer, aPart, hello, NOW, SECRET, sample } from './calls.js';

const KEY = aPart().idempotencyKey;

function outcomeOf(answer: ProviderAnswer | Error): Promise<SendOutcome> {
  return anAdapter(new ScriptedTransport(answer)).send(aPart(hello), aContext());
}

describe('what is sent', () => {
  async function sent(...items: ContentItem[]) {
    const http = new ScriptedTransport(anAnswer(200));
    await anAdapter(http).send(aPart(...items), aContext());
    return http.requests[0]!;
  }
  const dataOf = async (...items: ContentItem[]) => JSON.parse(String((await sent(...items)).body)).data;

  it('is the documented JSON', async () => {
    const { body } = await sent(
      { kind: 'text', text: 'It is. Shall we send it?' },
      {
        kind: 'quickReplies',
        replies: [
          { value: 'yes', valueType: 'TEXT', label: 'Yes, please' },
          { value: 'no', valueType: 'TEXT' },
        ],
      },
    );
    const documented = JSON.parse(sample('message-send'));
    documented.data.statusUrl = aContext().callbackUrl().href;
    expect(JSON.parse(String(body))).toEqual(documented);
  });

  it('is signed, and goes by the part’s key', async () => {
    const { url, headers = {}, body, preparatory } = await sent(hello);
    expect({ url, preparatory }).toEqual({ url: 'https://chat.example.com/messages', preparatory: false });
    expect(headers).toMatchObject({ 'webhook-id': KEY, 'idempotency-key': KEY, 'content-type': 'application/json' });
    expect(signatureProblem([SECRET], headers, Buffer.from(String(body)), NOW)).toBeUndefined();
  });

  it('names files by a URL the provider can fetch', async () => {
    const ref = { kind: 'hubspot', fileId: '9' } as const;
    const file = { kind: 'file', ref, name: 'a.pdf', type: 'application/pdf', size: 7, usage: 'OTHER' } as const;
    expect((await dataOf(file)).files).toEqual([
      { url: 'https://files.example.com/a.pdf', name: 'a.pdf', type: 'application/pdf', size: 7, usage: 'OTHER' },
    ]);
  });

  it('carries places, people and HTML', async () => {
    expect(await dataOf({ kind: 'location', latitude: 1, longitude: 2 })).toMatchObject({
      location: { latitude: 1, longitude: 2 },
    });
    expect(await dataOf({ kind: 'contact', name: { firstName: 'Ann' } })).toMatchObject({
      contact: { name: { firstName: 'Ann' } },
    });
    expect(await dataOf({ kind: 'text', text: 'hi', richText: '<b>hi</b>' })).toMatchObject({
      text: 'hi',
      richText: '<b>hi</b>',
    });
  });

  it('goes to the account’s own endpoint, signed with its own secret', async () => {
    const signingSecret = [`whsec_${Buffer.alloc(24, 1).toString('base64')}`];
    const account = anAccount('sales', { url: 'https://own.example.com', signingSecret });
    const http = new ScriptedTransport(anAnswer(200));
    await anAdapter(http).send(aPart(hello), aContext(account));
    const { url, headers = {}, body } = http.requests[0]!;
    expect(url).toBe('https://own.example.com');
    expect(signatureProblem(signingSecret, headers, Buffer.from(String(body)), NOW)).toBeUndefined();
  });
});

describe('what an answer means', () => {
  it.each<[what: string, answer: ProviderAnswer, outcome: SendOutcome]>([
    ['an id', anAnswer(200, { id: 'm1' }), { kind: 'accepted', ids: ['m1'] }],
    ['several ids', anAnswer(201, { ids: ['m1', 'm2'] }), { kind: 'accepted', ids: ['m1', 'm2'] }],
    ['nothing more than 202', anAnswer(202), { kind: 'accepted', ids: [KEY] }],
    [
      'more than acceptance',
      anAnswer(200, { id: 'm1', state: 'delivered', usage: { units: 1 } }),
      { kind: 'accepted', ids: ['m1'], proves: 'delivered', usage: { units: 1 } },
    ],
    ['taken before', anAnswer(409, { id: 'm1' }), { kind: 'accepted', ids: ['m1'] }],
    ['taken before, without a word', anAnswer(409, 'Conflict'), { kind: 'accepted', ids: [KEY] }],
  ])('accepted: %s', async (_, answer, outcome) => {
    expect(await outcomeOf(answer)).toEqual(outcome);
  });

  it.each([
    ['a page of HTML', 200, '<html>'],
    ['an id of the wrong kind', 200, { id: 7 }],
    ['a time-out of the provider', 408, ''],
    ['a failure inside', 500, { error: { code: 'oops' } }],
    ['a gateway', 503, ''],
    ['an unknown status', 799, ''],
  ])('uncertain: %s', async (_, status, body) => {
    expect(await outcomeOf(anAnswer(status, body))).toMatchObject({
      kind: 'uncertain',
      reason: { class: 'provider-unavailable', scope: 'account' },
    });
  });

  it.each([
    [401, 'credentials-invalid'],
    [403, 'credentials-invalid'],
    [402, 'balance-exhausted'],
    [410, 'account-unavailable'],
    [302, 'account-unavailable'],
  ])('blocked: %i closes the account as %s', async (status, kind) => {
    expect(await outcomeOf(anAnswer(status))).toEqual({
      kind: 'blocked',
      reason: { class: kind, scope: 'account', code: String(status) },
    });
  });

  it('blocked: the provider may say why, not for how much', async () => {
    const error = { code: 'E7', message: 'closed by you', class: 'account-suspended', scope: 'message' };
    expect(await outcomeOf(anAnswer(403, { error }))).toEqual({
      kind: 'blocked',
      reason: { class: 'account-suspended', scope: 'account', code: 'E7', detail: 'closed by you' },
    });
  });

  it.each([
    ['seconds', '7', 7000],
    ['a date', new Date(NOW + 9000).toUTCString(), 9000],
    ['a date gone by', new Date(NOW - 9000).toUTCString(), 0],
    ['nonsense', 'soon', undefined],
  ])('retry: 429 with Retry-After in %s', async (_, header, afterMs) => {
    expect(await outcomeOf(anAnswer(429, '', { 'retry-after': header }))).toEqual({
      kind: 'retry',
      reason: { class: 'rate-limited', scope: 'account', code: '429', ...(afterMs !== undefined && { afterMs }) },
    });
  });

  it('retry: 429 may be about one peer', async () => {
    const answer = anAnswer(429, { error: { code: 'pair-rate', scope: 'peer' } });
    expect(await outcomeOf(answer)).toMatchObject({ kind: 'retry', reason: { scope: 'peer', code: 'pair-rate' } });
  });

  it('retry: one account’s endpoint cannot slow down the others', async () => {
    const answer = anAnswer(429, { error: { scope: 'provider' } });
    expect(await outcomeOf(answer)).toMatchObject({ reason: { scope: 'account' } });
  });

  it('rejected: the documented refusal, in the framework’s terms', async () => {
    const error = { code: 131026, message: 'no '.repeat(500), class: 'recipient-not-on-channel', scope: 'peer' };
    expect(await outcomeOf(anAnswer(422, { error }))).toEqual({
      kind: 'rejected',
      reason: {
        class: 'recipient-not-on-channel',
        scope: 'peer',
        code: '131026',
        detail: 'no '.repeat(500).slice(0, 200),
      },
    });
  });

  it.each([
    ['a class we do not know', { error: { code: 'E1', class: 'bad-hair-day', scope: 'galaxy' } }, 'E1'],
    ['no word', 'Not Found', '404'],
  ])('rejected: %s', async (_, body, code) => {
    expect(await outcomeOf(anAnswer(404, body))).toEqual({
      kind: 'rejected',
      reason: { class: 'unknown', scope: 'message', code },
    });
  });
});

describe('what it means that there is no answer', () => {
  it('retry, when no byte has left', async () => {
    expect(await outcomeOf(new TransportError('refused', 'no', 'refused'))).toMatchObject({
      kind: 'retry',
      reason: { class: 'network', scope: 'account', detail: 'refused' },
    });
  });

  it.each(['yes', 'unknown'] as const)('uncertain, when the request was sent: %s', async (requestSent) => {
    expect(await outcomeOf(new TransportError('timeout', requestSent, 'late'))).toMatchObject({
      kind: 'uncertain',
      reason: { class: 'timeout' },
    });
  });

  it('uncertain, when the answer broke off', async () => {
    const cut = () => Promise.reject(new TransportError('reset', 'yes', 'cut'));
    const answer = { status: 200, headers: {}, text: cut, json: cut, stream: () => new ReadableStream() };
    const sent = anAdapter({ request: async () => answer }).send(aPart(hello), aContext());
    expect(await sent).toMatchObject({ kind: 'uncertain' });
  });

  it('is not for us to judge, when it is another error', async () => {
    await expect(outcomeOf(new Error('a bug'))).rejects.toThrow('a bug');
  });
});
