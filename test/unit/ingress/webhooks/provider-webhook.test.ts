import { describe, expect, it } from '@jest/globals';
import type { ProviderEvent, Unparsable } from 'channelwright/adapter';
import type { IngressResponse } from '../../../../src/ingress/http/ingress-request.js';
import { nodeHandler } from '../../../../src/ingress/node-handler.js';
import { ManualScheduler } from '../../../../src/testing/manual-scheduler.js';
import { adapterWith, anAccount, IngressWorld, NOW, served } from '../ingress-world.js';

const DAY = 86_400_000;
const entry = (tenant: string, id: string) => ({ tenant, id, from: 'ann', text: 'Hallo', atMs: NOW });

function batch(world: IngressWorld, entries: unknown[], path = '/base/providers/chat'): Promise<IngressResponse> {
  return world.ingress().handle({ method: 'POST', url: path, ...world.provider.batch(entries) });
}

function ask(world: IngressWorld, url: string, body = ''): Promise<IngressResponse> {
  return world.ingress().handle({ method: 'POST', url, headers: {}, body: Buffer.from(body) });
}

/** A channel `test` with accounts one and two, whose webhooks are genuine for account one alone. */
function genuineForOne(parse: () => (ProviderEvent | Unparsable)[], accounts = [anAccount('one'), anAccount('two')]) {
  const world = new IngressWorld();
  const { definition, adapter } = adapterWith({
    authenticateWebhook: () => ({ kind: 'authenticated', accounts: accounts.slice(0, 1), reply: { status: 204 } }),
    parseWebhook: parse,
  });
  world.addChannel('test', definition, adapter, accounts);
  return world;
}

const optOut = (account: string, key = 'k'): ProviderEvent => ({
  account,
  dedupeKey: key,
  kind: 'optOut',
  peer: { type: 'HS_PHONE_NUMBER', value: '+15550199' },
});

describe('a webhook of a provider', () => {
  it('becomes one event per piece, each under its own account, appended together', async () => {
    const world = new IngressWorld();
    const answer = await batch(world, [entry('acme', '1'), entry('globex', '2')]);

    expect(answer).toEqual({ status: 200, headers: {}, body: '' });
    expect(world.appends).toHaveLength(1);
    expect(world.inbox).toEqual([
      expect.objectContaining({
        kind: 'provider.event',
        app: 'main',
        portal: '62515',
        account: 'one',
        dedupeUntilMs: NOW + 7 * DAY + DAY,
        body: { channel: 'chat', event: expect.objectContaining({ kind: 'message', id: '1' }) },
      }),
      expect.objectContaining({ account: 'two' }),
    ]);
  });

  it('is stored once, however often it is delivered, but once for each account', async () => {
    const world = new IngressWorld();
    await batch(world, [entry('acme', '1')]);
    await batch(world, [entry('acme', '1'), entry('globex', '1')]);
    expect(world.inbox.map((event) => event.account)).toEqual(['one', 'two']);
  });

  it('that is not genuine is refused with an empty body: some providers pass a body on to the customer', async () => {
    const world = new IngressWorld();
    const answer = await ask(world, '/base/providers/chat', '{"entries":[]}');
    expect(answer).toEqual({ status: 401, headers: { 'x-channelwright-error': 'CW_PROVIDER_REFUSED' }, body: '' });
    expect(world.appends).toEqual([]);
    expect(world.counted).toEqual(['provider chat CW_PROVIDER_REFUSED']);
  });

  it('whose events lack what tells them apart loses none of them: each is kept raw', async () => {
    const nameless = (peer: string) => ({ ...optOut('one'), dedupeKey: undefined, peer }) as unknown as ProviderEvent;
    const world = genuineForOne(() => [nameless('a'), nameless('b'), optOut('one', 'c')]);
    expect((await ask(world, '/base/providers/test')).status).toBe(204);
    expect(world.inbox.map(({ kind }) => kind)).toEqual(['unparsable', 'unparsable', 'provider.event']);
  });

  it('of which the adapter makes nonsense is kept raw as a whole', async () => {
    const world = genuineForOne(() => [null, 7] as never);
    expect((await ask(world, '/base/providers/test')).status).toBe(204);
    expect(world.inbox.map(({ kind }) => kind)).toEqual(['unparsable']);
  });

  it('cannot bring events of an account it is not genuine for', async () => {
    const world = genuineForOne(() => [
      optOut('two'),
      optOut('identity-of-two'),
      optOut('nobody'),
      optOut('identity-of-one'),
    ]);
    await ask(world, '/base/providers/test');
    expect(world.inbox.map((event) => event.account)).toEqual(['one']);
    expect(world.counted.filter((line) => line === 'foreign test')).toHaveLength(3);
  });

  it('cannot bring events that fit several of its accounts', async () => {
    const world = new IngressWorld();
    const accounts = [anAccount('one'), anAccount('two')];
    const { definition, adapter } = adapterWith({
      authenticateWebhook: () => ({ kind: 'authenticated', accounts }),
      parseWebhook: () => [optOut('shared')],
    });
    world.addChannel('test', { ...definition, identities: () => ['shared'] }, adapter, accounts);
    await ask(world, '/base/providers/test');
    expect(world.inbox).toEqual([]);
  });

  it('is answered as the adapter wants, once stored', async () => {
    expect(
      await ask(
        genuineForOne(() => [optOut('one')]),
        '/base/providers/test',
      ),
    ).toMatchObject({ status: 204 });
  });

  it('keeps what is poison beside what is good', async () => {
    const world = new IngressWorld();
    expect((await batch(world, [entry('acme', '1'), { poison: true }])).status).toBe(200);
    expect(world.inbox.map(({ kind }) => kind)).toEqual(['provider.event', 'unparsable']);
    expect(world.inbox[1]?.body).toMatchObject({
      source: 'provider-piece',
      channel: 'chat',
      base64: Buffer.from('{"poison":true}').toString('base64'),
    });
  });

  it('keeps nothing of a stranger, not even what is poison; what names nobody may be ours', async () => {
    const poison = (account?: string): Unparsable => ({
      kind: 'unparsable',
      detail: 'poison',
      raw: `{"text":"private","to":"${account}"}`,
      ...(account === undefined ? {} : { account }),
    });
    const world = genuineForOne(() => [poison('nobody'), poison('identity-of-two'), poison('one'), poison()]);
    expect((await ask(world, '/base/providers/test')).status).toBe(204);
    expect(world.inbox.map(({ kind, account }) => [kind, account])).toEqual([
      ['unparsable', 'one'],
      ['unparsable', undefined],
    ]);
    expect(world.counted.filter((line) => line === 'foreign test')).toHaveLength(2);
  });

  it('is kept whole, and acknowledged, when the adapter fails to read it', async () => {
    const world = genuineForOne(() => {
      throw new TypeError('cannot read "Hallo"');
    });
    expect((await ask(world, '/base/providers/test', 'Hallo')).status).toBe(204);
    expect(world.inbox).toEqual([
      expect.objectContaining({
        kind: 'unparsable',
        account: 'one',
        body: expect.objectContaining({ detail: 'the adapter threw TypeError', base64: 'SGFsbG8=' }),
      }),
    ]);
  });

  it('is not acknowledged when the adapter fails to authenticate it', async () => {
    const world = new IngressWorld();
    const { definition, adapter } = adapterWith({
      authenticateWebhook: () => Promise.reject(new Error('no network')),
      parseWebhook: () => [],
    });
    world.addChannel('test', definition, adapter, [anAccount('one')]);
    expect((await ask(world, '/base/providers/test')).status).toBe(500);
    expect(world.appends).toEqual([]);
  });

  it('is not acknowledged when the adapter takes too long to authenticate it', async () => {
    const world = new IngressWorld();
    const scheduler = new ManualScheduler(NOW);
    const { definition, adapter } = adapterWith({
      authenticateWebhook: () => new Promise(() => undefined),
      parseWebhook: () => [],
    });
    world.addChannel('test', definition, adapter, [anAccount('one')]);
    const ingress = world.ingress({ scheduler });
    const request = { method: 'POST', url: '/base/providers/test', headers: {}, body: new Uint8Array() };
    let answer: Awaited<ReturnType<typeof ingress.handle>> | undefined;
    const asked = ingress.handle(request).then((given) => {
      answer = given;
    });
    await scheduler.advance(1_999);
    expect(answer).toBeUndefined();
    await scheduler.advance(1);
    await asked;
    expect(answer).toMatchObject({
      status: 503,
      headers: { 'retry-after': '5', 'x-channelwright-error': 'CW_ADAPTER_TOO_SLOW' },
    });
    expect([world.appends, world.counted]).toEqual([[], ['provider test CW_ADAPTER_TOO_SLOW']]);
  });

  it('leaves no timer behind when the adapter answers in time, or fails', async () => {
    const world = new IngressWorld();
    const scheduler = new ManualScheduler(NOW);
    const answers = [Promise.resolve({ kind: 'refused', detail: 'no' } as const), Promise.reject(new Error('no'))];
    const { definition, adapter } = adapterWith({
      authenticateWebhook: () => answers.shift()!,
      parseWebhook: () => [],
    });
    world.addChannel('test', definition, adapter, [anAccount('one')]);
    const ingress = world.ingress({ scheduler });
    const request = { method: 'POST', url: '/base/providers/test', headers: {}, body: new Uint8Array() };
    const statuses = [(await ingress.handle(request)).status, (await ingress.handle(request)).status];
    expect(statuses).toEqual([401, 500]);
    await scheduler.settle();
    expect(scheduler.nextAt()).toBeUndefined();
  });

  it('may be a handshake: answered as it is, nothing stored', async () => {
    const world = new IngressWorld();
    const { definition, adapter } = adapterWith({
      authenticateWebhook: ({ url }) => ({ kind: 'reply', status: 200, body: url.searchParams.get('challenge') ?? '' }),
      parseWebhook: () => [],
    });
    world.addChannel('test', definition, adapter, []);
    const answer = await world
      .ingress()
      .handle({ method: 'GET', url: '/base/providers/test?challenge=42', headers: {}, body: new Uint8Array() });
    expect(answer).toEqual({ status: 200, headers: {}, body: '42' });
    expect(world.appends).toEqual([]);
  });

  it.each([
    ['a header of two lines', { status: 200, headers: { challenge: 'a\r\nset-cookie: b' } }],
    ['a header in letters that headers do not have', { status: 200, headers: { challenge: '日本' } }],
    ['a header without a name', { status: 200, headers: { '': 'a' } }],
    ['a status that is none', { status: 99 }],
  ])('is 500 when the adapter would answer with %s: writing it would throw', async (_, reply) => {
    const world = new IngressWorld();
    const { definition, adapter } = adapterWith({
      authenticateWebhook: () => ({ kind: 'reply', ...reply }),
      parseWebhook: () => [],
    });
    world.addChannel('test', definition, adapter, []);
    await using door = await served(nodeHandler(world.ingress(), { scheduler: new ManualScheduler(NOW) }));
    const answer = await fetch(`${door.url}/base/providers/test`);
    expect([answer.status, answer.headers.get('x-channelwright-error')]).toEqual([500, 'CW_ADAPTER_THREW']);
  });

  it('tells the adapter the public URL and the account key', async () => {
    const world = new IngressWorld();
    let seen: unknown;
    const { definition, adapter } = adapterWith({
      authenticateWebhook: ({ url, accountKey, receivedAtMs }) => {
        seen = { url: url.href, accountKey, receivedAtMs };
        return { kind: 'refused', detail: 'enough', status: 403 };
      },
      parseWebhook: () => [],
    });
    world.addChannel('test', definition, adapter, [anAccount('one')]);
    expect((await ask(world, '/base/providers/test/one?part=7')).status).toBe(403);
    expect(seen).toEqual({
      url: 'https://connector.example.com/base/providers/test/one?part=7',
      accountKey: 'one',
      receivedAtMs: NOW,
    });
  });

  it.each([
    ['/base/providers/nothing', 'CW_CHANNEL_UNKNOWN'],
    ['/base/providers/chat/nobody', 'CW_ACCOUNT_UNKNOWN'],
    ['/base/providers/deaf', 'CW_WEBHOOKS_NOT_SUPPORTED'],
  ])('to %s is 404: %s', async (url, code) => {
    const world = new IngressWorld();
    const { definition, adapter } = adapterWith({});
    world.addChannel('deaf', definition, adapter, []);
    const answer = await ask(world, url);
    expect([answer.status, JSON.parse(answer.body).code]).toEqual([404, code]);
  });

  it('to a channel that only other processes of the fleet know comes again, and finds one of them', async () => {
    const world = new IngressWorld();
    const ingress = world.ingress({ elsewhere: { app: () => false, channel: (name) => name === 'new' } });
    const request = { method: 'POST', headers: {}, body: Buffer.from('{}') };
    const answer = await ingress.handle({ ...request, url: '/base/providers/new' });
    expect([answer.status, answer.headers['retry-after']]).toEqual([503, '5']);
    expect((await ingress.handle({ ...request, url: '/base/providers/newer' })).status).toBe(404);
    expect(world.counted).toEqual(['provider - CW_CHANNEL_UNKNOWN', 'provider - CW_CHANNEL_UNKNOWN']);
  });

  it('is 503 when the store cannot write', async () => {
    const world = new IngressWorld();
    world.storeWorks = false;
    const answer = await batch(world, [entry('acme', '1')]);
    expect([answer.status, answer.body]).toEqual([503, '']);
  });

  it('with a dedupe key of any length is stored under a bounded one', async () => {
    const world = genuineForOne(() => [optOut('one', 'x'.repeat(5_000)), optOut('one', 'x'.repeat(5_001))]);
    await ask(world, '/base/providers/test');
    const keys = world.inbox.map((event) => event.dedupeKey ?? '');
    expect(new Set(keys).size).toBe(2);
    expect(Math.max(...keys.map((key) => key.length))).toBeLessThan(512);
  });
});
