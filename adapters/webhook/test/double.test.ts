import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { Clock, ReceivedEvent, SendOutcome } from 'channelwright/adapter';
import { fetchTransport } from 'channelwright/testing';
import { WebhookDouble, type WebhookDoubleOptions } from '../double/webhook-double.js';
import { aContext, allOf, anAccount, anAdapter, aPart, hello, lookup, SECRET } from './calls.js';

const wallClock: Clock = { now: () => Date.now(), async sleep() {} };
const ann = { type: 'CHANNEL_SPECIFIC_OPAQUE_ID', value: 'user-17' } as const;

/** The connector's side: checks and reads what the double sends. `status` is what it answers. */
class Receiver {
  readonly events: ReceivedEvent[] = [];
  status = 200;
  readonly #adapter = anAdapter(fetchTransport);

  private constructor(readonly server: Server) {
    server.on('request', async (request, response) => {
      const body = Buffer.concat(await allOf(request));
      const headers = request.headers as Record<string, string>;
      const url = new URL(this.url);
      const received = { method: 'POST', url, headers, body, receivedAtMs: Date.now() };
      const verdict = this.#adapter.authenticateWebhook(received, lookup(anAccount()));
      if (verdict.kind === 'authenticated' && this.status === 200) {
        this.events.push(...this.#adapter.parseWebhook(received, verdict.accounts));
      }
      response.writeHead(verdict.kind === 'authenticated' ? this.status : 401).end();
      this.status = 200;
    });
  }

  static async start(): Promise<Receiver> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new Receiver(server);
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
  }
}

const open: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

async function stage(options: Partial<WebhookDoubleOptions> = {}) {
  const receiver = await Receiver.start();
  const double = await WebhookDouble.start({
    signingSecret: SECRET,
    webhookUrl: receiver.url,
    clock: wallClock,
    ...options,
  });
  open.push(
    () => double.stop(),
    () => receiver.close(),
  );
  const adapter = anAdapter(fetchTransport, double.urls, wallClock);
  const send = (): Promise<SendOutcome> => adapter.send(aPart(hello), aContext(anAccount(), receiver.url));
  return { double, adapter, receiver, send };
}

const states = (events: ReceivedEvent[]) =>
  events.map((event) => (event.kind === 'receipt' ? event.state : event.kind));

describe('the double as a provider', () => {
  it('remembers what the peer got', async () => {
    const { double, send } = await stage();
    expect(await send()).toEqual({ kind: 'accepted', ids: [double.delivered[0]?.id] });
    expect(double.got('hello')).toMatchObject([
      { order: 1, kind: 'text', to: ann.value, peer: ann, correlation: 'a1b2c3', account: 'support' },
    ]);
    expect(double.requests).toMatchObject([{ type: 'message.send', text: 'hello', answered: 200 }]);
  });

  it('takes nothing that is not signed with its secret', async () => {
    const { double } = await stage({ signingSecret: `whsec_${Buffer.alloc(32).toString('base64')}` });
    const adapter = anAdapter(fetchTransport, double.urls, wallClock);
    expect(await adapter.send(aPart(hello), aContext())).toMatchObject({ kind: 'blocked' });
    expect(double.delivered).toEqual([]);
  });

  it('delivers a repeated message twice, unless it is idempotent', async () => {
    const careless = await stage();
    await careless.send();
    await careless.send();
    expect(careless.double.got('hello')).toHaveLength(2);

    const careful = await stage({ idempotent: true });
    const first = await careful.send();
    expect(await careful.send()).toEqual(first);
    expect(careful.double.got('hello')).toHaveLength(1);
    expect(careful.double.requests.map(({ answered }) => answered)).toEqual([200, 409]);
  });

  it('answers what it knows of a message', async () => {
    const { double, adapter, send } = await stage();
    double.behave({ kind: 'reset', processed: true });
    expect(await send()).toMatchObject({ kind: 'uncertain' });
    const { idempotencyKey } = aPart();
    const attempt = { correlation: 'a1b2c3', idempotencyKey, ids: [], to: ann, atMs: 0 };
    expect(await adapter.wasSent([attempt], aContext())).toEqual({ sent: true, ids: [double.delivered[0]?.id] });
    const other = { ...attempt, idempotencyKey: 'other' };
    expect(await adapter.wasSent([other], aContext())).toEqual({ sent: false });
  });

  it('says hello to a signed ping', async () => {
    const { adapter } = await stage();
    expect(await adapter.validateAccount(anAccount().settings)).toEqual({ identifiers: [] });
  });

  it('gives its files to the signature for that file only', async () => {
    const { double, adapter } = await stage();
    const href = double.addFile('image/png', Buffer.from('png'));
    const never = new AbortController().signal;
    const media = await adapter.fetchMedia({ kind: 'url', url: href }, anAccount(), never);
    expect(media).toMatchObject({ type: 'image/png', size: 3 });
    expect(await new Response(media.body).text()).toBe('png');
    expect((await fetch(href)).status).toBe(401);
  });
});

describe('the double misbehaving', () => {
  it.each<[what: string, behaviour: Parameters<WebhookDouble['behave']>[0], outcome: string, delivered: number]>([
    ['cuts before processing', { kind: 'reset', processed: false }, 'uncertain', 0],
    ['loses the answer after processing', { kind: 'reset', processed: true }, 'uncertain', 1],
    ['is too busy', { kind: 'answer', status: 429, headers: { 'retry-after': '1' } }, 'retry', 0],
    ['fails', { kind: 'answer', status: 500 }, 'uncertain', 0],
    ['fails after processing', { kind: 'answer', status: 500, processed: true }, 'uncertain', 1],
    ['refuses', { kind: 'answer', status: 422, body: { error: { code: 'no' } } }, 'rejected', 0],
    ['is slow', { kind: 'accept', delayMs: 1 }, 'accepted', 1],
  ])('%s', async (_, behaviour, outcome, delivered) => {
    const { double, send } = await stage();
    double.behave(behaviour);
    expect(await send()).toMatchObject({ kind: outcome });
    expect(double.got('hello')).toHaveLength(delivered);
    expect(await send()).toMatchObject({ kind: 'accepted' });
  });

  it('only where it was told to, and as often', async () => {
    const { double, send } = await stage();
    double.behave({ kind: 'answer', status: 500 }, { when: ({ text }) => text === 'other' });
    double.behave({ kind: 'answer', status: 429 }, { times: 2 });
    const outcomes = [await send(), await send(), await send()].map(({ kind }) => kind);
    expect(outcomes).toEqual(['retry', 'retry', 'accepted']);
  });
});

describe('what the double reports', () => {
  const plan = { states: ['sent', 'delivered', 'read'] } as const;

  it.each([
    ['in order', {}, ['sent', 'delivered', 'read']],
    ['out of order', { reversed: true }, ['read', 'delivered', 'sent']],
    ['twice', { copies: 2 }, ['sent', 'sent', 'delivered', 'delivered', 'read', 'read']],
  ])('receipts %s', async (_, changes, expected) => {
    const { double, receiver, send } = await stage({ receipts: { states: [...plan.states], ...changes } });
    await send();
    await double.settled();
    expect(states(receiver.events)).toEqual(expected);
  });

  it('twice with the same dedupe key', async () => {
    const { double, receiver, send } = await stage({ receipts: { states: ['sent'], copies: 2 } });
    await send();
    await double.settled();
    const [first, second] = receiver.events;
    expect(first).toEqual(second);
  });

  it('receipts before the answer, by our correlation', async () => {
    const receipts = { states: ['failed' as const], reason: { code: '42' }, beforeAnswer: true, byCorrelation: true };
    const { double, receiver, send } = await stage({ receipts });
    await send();
    expect(receiver.events).toMatchObject([
      { of: { correlation: 'a1b2c3', ids: [double.delivered[0]?.id] }, state: 'failed', reason: { code: '42' } },
    ]);
  });

  it('what a customer writes, until it is taken', async () => {
    const { double, receiver } = await stage();
    receiver.status = 503;
    const id = await double.customerWrites({ from: { ...ann, name: 'Ann' }, text: 'hi', to: 'support' });
    expect(receiver.events).toMatchObject([{ kind: 'message', id, from: { name: 'Ann' } }]);
    expect(double.undelivered).toEqual([]);
  });

  it('keeps what was refused', async () => {
    const { double, receiver } = await stage();
    receiver.status = 413;
    await double.customerWrites({ from: ann, text: 'hi' });
    expect(double.undelivered).toMatchObject([{ cause: '413' }]);
  });

  it('what was lost on the way, page by page, when asked', async () => {
    const { double, adapter } = await stage();
    double.lose([1, 2, 3].map((n) => double.event('deleted', { of: `m${n}` }, 'support')));
    double.lose([double.event('deleted', { of: 'm4' }, 'sales')]);
    const pages = await allOf(adapter.backfill(undefined, anAccount()));
    expect(pages).toMatchObject([
      { checkpoint: '2', events: [{ of: 'm1' }, { of: 'm2' }] },
      { checkpoint: '4', events: [{ of: 'm3' }] },
    ]);
    expect(await allOf(adapter.backfill('4', anAccount()))).toMatchObject([{ events: [] }]);
  });
});
