import { describe, expect, it } from '@jest/globals';
import { TransportError } from 'channelwright/adapter';
import { type ProviderAnswer, ScriptedTransport } from 'channelwright/testing';
import { aContext, allOf, anAccount, anAdapter, anAnswer } from './calls.js';

const url = (path: string) => `https://chat.example.com/${path}`;
const never = new AbortController().signal;

describe('wasSent', () => {
  const attempt = { correlation: 'c', idempotencyKey: 'key-1', ids: [], to: anAccount().address, atMs: 0 };
  const ask = (answer: ProviderAnswer, lookupUrl = url('lookup')) =>
    anAdapter(new ScriptedTransport(answer), { lookupUrl }).wasSent([attempt], aContext());

  it('asks by the part’s key, in a request that sends nothing', async () => {
    const http = new ScriptedTransport(anAnswer(200, { sent: false }));
    await anAdapter(http, { lookupUrl: url('lookup') }).wasSent([attempt], aContext());
    expect(http.requests[0]).toMatchObject({ url: url('lookup'), preparatory: true });
    expect(JSON.parse(String(http.requests[0]?.body))).toMatchObject({
      type: 'message.lookup',
      data: { account: 'support', key: 'key-1' },
    });
  });

  it.each([
    ['sent', anAnswer(200, { sent: true, ids: ['m1'] }), { sent: true, ids: ['m1'] }],
    ['not sent', anAnswer(200, { sent: false }), { sent: false }],
    ['unknown, without ids', anAnswer(200, { sent: true }), 'unknown'],
    ['unknown, when not found', anAnswer(404, { sent: false }), 'unknown'],
    ['unknown, on another answer', anAnswer(200, '<html>'), 'unknown'],
  ])('%s', async (_, answer, verdict) => {
    expect(await ask(answer)).toEqual(verdict);
  });

  it('does not know where there is nowhere to ask', async () => {
    expect(await anAdapter(new ScriptedTransport()).wasSent([attempt], aContext())).toBe('unknown');
  });
});

describe('a URL that an account brings', () => {
  const own = 'https://own.example.com/messages';

  it('is called as one that a stranger has named, unless the channel names it too', async () => {
    const http = new ScriptedTransport(anAnswer(200), anAnswer(200), anAnswer(200));
    await anAdapter(http).validateAccount({ idempotent: false, url: own });
    await anAdapter(http).validateAccount({ idempotent: false });
    await anAdapter(http, { url: own }).validateAccount({ idempotent: false, url: own });
    expect(http.requests.map(({ untrusted }) => untrusted)).toEqual([true, false, false]);
  });

  it('is kept out of private networks with its files as well', async () => {
    const http = new ScriptedTransport(anAnswer(200, 'a file'), anAnswer(200, 'a file'));
    const ref = { kind: 'url', url: 'https://own.example.com/file' } as const;
    await anAdapter(http).fetchMedia(ref, anAccount('main', { url: own }), never);
    await anAdapter(http, { url: own }).fetchMedia(ref, anAccount(), never);
    expect(http.requests.map(({ untrusted = false }) => untrusted)).toEqual([true, false]);
  });
});

describe('backfill', () => {
  const event = (id: string) => ({ id, type: 'deleted', timestamp: '2026-01-15T09:00:00Z', data: { of: 'm' } });

  async function pages(http: ScriptedTransport, checkpoint?: string) {
    const adapter = anAdapter(http, { eventsUrl: url('events') });
    return allOf(adapter.backfill(checkpoint, anAccount()));
  }

  it('reads page after page from the checkpoint on', async () => {
    const http = new ScriptedTransport(
      anAnswer(200, { events: [event('e1')], checkpoint: 'c1', more: true }),
      anAnswer(200, { events: [event('e2'), 'poison'], checkpoint: 'c2', more: false }),
    );
    expect(await pages(http, 'c0')).toMatchObject([
      { checkpoint: 'c1', events: [{ dedupeKey: 'e1', account: 'support' }] },
      { checkpoint: 'c2', events: [{ dedupeKey: 'e2' }, { kind: 'unparsable' }] },
    ]);
    const asked = http.requests.map(({ body }) => JSON.parse(String(body)).data.after);
    expect(asked).toEqual(['c0', 'c1']);
  });

  it('ends where a provider promises more and does not move on', async () => {
    const stuck = () => anAnswer(200, { events: [], checkpoint: 'c1', more: true });
    expect(await pages(new ScriptedTransport(stuck(), stuck(), stuck()))).toHaveLength(2);
  });

  it('fails on an answer that is no page, so that it is tried again', async () => {
    await expect(pages(new ScriptedTransport(anAnswer(500)))).rejects.toThrow('events.list was answered 500');
    await expect(pages(new ScriptedTransport(anAnswer(200, {})))).rejects.toThrow();
  });

  it('has nothing where there is nowhere to ask', async () => {
    expect(await allOf(anAdapter(new ScriptedTransport()).backfill(undefined, anAccount()))).toEqual([]);
  });
});

describe('validateAccount', () => {
  const validate = (answer: ProviderAnswer | Error) =>
    anAdapter(new ScriptedTransport(answer)).validateAccount(anAccount().settings);

  it('learns the identifiers, where the provider names them', async () => {
    const identifiers = [{ type: 'HS_PHONE_NUMBER', value: '+15550100' }];
    expect(await validate(anAnswer(200, { identifiers }))).toEqual({ identifiers });
    expect(await validate(anAnswer(204))).toEqual({ identifiers: [] });
  });

  it.each([
    ['refused', anAnswer(401), 'credentials-invalid'],
    ['out of order', anAnswer(500), 'provider-unavailable'],
    ['not our provider', anAnswer(200, '<html>'), 'provider-unavailable'],
    ['out of reach', new TransportError('dns', 'no', 'no such host'), 'network'],
  ])('says what is wrong: %s', async (_, answer, kind) => {
    expect(await validate(answer)).toMatchObject({ problem: { class: kind } });
  });
});

describe('fetchMedia', () => {
  const file = (body: string) =>
    anAnswer(200, body, { 'content-type': 'text/plain; charset=utf-8', 'content-length': '2' });
  const redirect = (location: string) => anAnswer(302, '', { location });

  async function fetched(href: string, ...answers: ProviderAnswer[]) {
    const http = new ScriptedTransport(...answers);
    const media = await anAdapter(http).fetchMedia({ kind: 'url', url: href }, anAccount(), never);
    const signed = http.requests.map(({ headers }) => headers?.['webhook-signature'] !== undefined);
    return { media, signed };
  }

  it('signs requests to the provider’s own origin', async () => {
    const { media, signed } = await fetched(url('files/1'), file('hi'));
    expect(signed).toEqual([true]);
    expect(media).toMatchObject({ type: 'text/plain', size: 2 });
    expect(await new Response(media.body).text()).toBe('hi');
  });

  it('shows no other host a signature, also not over a redirect', async () => {
    const { signed } = await fetched(url('files/1'), redirect('https://cdn.example.com/x'), file('hi'));
    expect(signed).toEqual([true, false]);
    expect((await fetched('https://cdn.example.com/x', file('hi'))).signed).toEqual([false]);
    expect((await fetched('https://chat.example.com:8443/x', file('hi'))).signed).toEqual([false]);
  });

  it.each([
    ['another host without TLS', 'http://cdn.example.com/x', [file('hi')], 'must be https'],
    ['a redirect out of TLS', url('files/1'), [redirect('http://cdn.example.com/x'), file('hi')], 'must be https'],
    ['an endless redirect', url('files/1'), Array.from({ length: 9 }, () => redirect('/files/1')), 'than 5 redirects'],
    ['a redirect to nowhere', url('files/1'), [anAnswer(302)], 'answered 302'],
    ['a file that is gone', url('files/1'), [anAnswer(404)], 'answered 404'],
  ])('refuses %s', async (_, href, answers, problem) => {
    await expect(fetched(href, ...answers)).rejects.toThrow(problem);
  });

  it('knows no files but URLs', async () => {
    const inline = { kind: 'inline', base64: '' } as const;
    await expect(anAdapter(new ScriptedTransport()).fetchMedia(inline, anAccount(), never)).rejects.toThrow('inline');
  });
});
