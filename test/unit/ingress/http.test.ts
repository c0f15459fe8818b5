import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { fetchHandler } from '../../../src/ingress/fetch-handler.js';
import { nodeHandler } from '../../../src/ingress/node-handler.js';
import { ManualScheduler } from '../../../src/testing/manual-scheduler.js';
import { until } from '../../fixtures/until.js';
import { IngressWorld, served, signed, systemScheduler, webhookOf } from './ingress-world.js';

const LIMITS = { hubspot: 1_000, provider: 2_000 };

/** Sends raw bytes; `answer` is all that came back when the other side has closed. */
function raw(port: number, ...parts: string[]): { socket: Socket; answer: Promise<string> } {
  const socket = connect(port, '127.0.0.1');
  const chunks: Buffer[] = [];
  const answer = new Promise<string>((resolve) => {
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(Buffer.concat(chunks).toString()));
  });
  for (const part of parts) socket.write(part);
  return { socket, answer };
}

const head = (path: string, headers: string) => `POST ${path} HTTP/1.1\r\nhost: a\r\n${headers}\r\n\r\n`;

describe('over node:http', () => {
  it('a signed webhook is stored and acknowledged, and the connection lives on', async () => {
    const world = new IngressWorld();
    await using server = await served(nodeHandler(world.ingress(), { scheduler: systemScheduler }));
    for (const id of ['m-1', 'm-2']) {
      const { url, ...call } = signed(webhookOf(id));
      const answer = await fetch(server.url + url, call);
      expect([answer.status, await answer.text()]).toEqual([200, '']);
    }
    expect(world.inbox).toHaveLength(2);
  });

  it('works behind a host that cuts its own path off the URL', async () => {
    const world = new IngressWorld();
    const handler = nodeHandler(world.ingress(), { scheduler: systemScheduler });
    await using server = await served((request, response) => {
      const mounted = Object.assign(request, { originalUrl: request.url, url: '/cut' });
      handler(mounted, response);
    });
    const { url, ...call } = signed(webhookOf('m-1'));
    expect((await fetch(server.url + url, call)).status).toBe(200);
  });

  it('a body that says it is too large is refused before it is read', async () => {
    const world = new IngressWorld();
    const ingress = world.ingress({ bodyLimits: LIMITS });
    await using server = await served(nodeHandler(ingress, { scheduler: new ManualScheduler() }));
    const { socket, answer } = raw(server.port, head('/base/hubspot/webhooks/main', 'content-length: 1001'));
    socket.write('x'.repeat(1_001));
    expect(await answer).toMatch(/^HTTP\/1\.1 413 .*connection: close.*CW_BODY_TOO_LARGE/is);
    expect(world.counted).toEqual(['hubspot - CW_BODY_TOO_LARGE']);
  });

  it('a body that does not say its size is refused as soon as it is too large, though it never ends', async () => {
    const world = new IngressWorld();
    const scheduler = new ManualScheduler();
    await using server = await served(nodeHandler(world.ingress({ bodyLimits: LIMITS }), { scheduler }));
    const { socket, answer } = raw(server.port, head('/base/providers/chat', 'transfer-encoding: chunked'));
    socket.write(`7d1\r\n${'x'.repeat(2_001)}\r\n`);
    const [first] = await new Promise<Buffer[]>((resolve) => socket.once('data', (chunk) => resolve([chunk])));
    expect(first?.toString()).toMatch(/^HTTP\/1\.1 413 /);
    await scheduler.advance(2_000);
    expect(await answer).toMatch(/content-length: 0\r\n/i);
  });

  it('bodies that together would fill the memory are refused, and room is there again when one has gone', async () => {
    const world = new IngressWorld();
    const scheduler = new ManualScheduler();
    const ingress = world.ingress({ bodiesBytes: 1_000 });
    await using server = await served(nodeHandler(ingress, { scheduler }));
    const slow = raw(server.port, head('/base/hubspot/webhooks/main', 'content-length: 900'), 'x'.repeat(800));
    await until('it is being read', () => ingress.bodies.free === 200);
    const { url, ...call } = signed(webhookOf('m-1'));
    const refused = await fetch(server.url + url, call);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5']);
    expect(world.counted).toEqual(['hubspot - CW_BODIES_TOO_MANY']);
    slow.socket.destroy();
    await until('it has gone', () => ingress.bodies.free === 1_000);
  });

  it('what was handled takes no room any more', async () => {
    const world = new IngressWorld();
    const { url, ...call } = signed(webhookOf('m-1'));
    const ingress = world.ingress({ bodiesBytes: Buffer.byteLength(call.body) });
    await using server = await served(nodeHandler(ingress, { scheduler: systemScheduler }));
    for (let i = 0; i < 3; i += 1) expect((await fetch(server.url + url, call)).status).toBe(200);
    const handle = fetchHandler(ingress, { scheduler: systemScheduler });
    for (let i = 0; i < 3; i += 1) expect((await handle(new Request(`http://internal${url}`, call))).status).toBe(200);
  });

  it('a body that stops coming is answered 408, and the connection goes', async () => {
    const world = new IngressWorld();
    const scheduler = new ManualScheduler();
    const listener = nodeHandler(world.ingress(), { scheduler });
    const asked = Promise.withResolvers<void>();
    await using server = await served((request, response) => {
      listener(request, response);
      asked.resolve();
    });
    const { socket, answer } = raw(server.port, head('/base/hubspot/webhooks/main', 'content-length: 100'), 'a bit');
    const begins = once(socket, 'data');
    await asked.promise;
    await scheduler.advance(15_000);
    await begins;
    await scheduler.advance(2_000);
    expect(await answer).toMatch(/^HTTP\/1\.1 408 .*CW_BODY_TOO_SLOW/s);
  });

  it('a sender that leaves in the middle leaves nothing behind', async () => {
    const world = new IngressWorld();
    const scheduler = new ManualScheduler();
    const listener = nodeHandler(world.ingress(), { scheduler });
    const closed = Promise.withResolvers<void>();
    await using server = await served((request, response) => {
      listener(request, response);
      request.once('close', closed.resolve);
      socket.destroy();
    });
    const { socket } = raw(server.port, head('/base/hubspot/webhooks/main', 'content-length: 100'), 'a bit');
    await closed.promise;
    expect(scheduler.nextAt()).toBeUndefined();
    expect(world.counted).toEqual([]);
  });

  it('an unknown URL is answered although its body is never read', async () => {
    await using server = await served(nodeHandler(new IngressWorld().ingress(), { scheduler: systemScheduler }));
    const answer = await fetch(`${server.url}/nowhere`, { method: 'POST', body: 'x'.repeat(100_000) });
    expect([answer.status, await answer.text()]).toEqual([404, expect.stringContaining('CW_ROUTE_UNKNOWN')]);
  });

  it('repeated headers reach the adapter joined', async () => {
    const world = new IngressWorld();
    await using server = await served(nodeHandler(world.ingress(), { scheduler: systemScheduler }));
    const { headers, body } = world.provider.batch([]);
    const signature = headers['x-batch-signature'];
    const text = Buffer.from(body).toString();
    const { answer } = raw(
      server.port,
      head(
        '/base/providers/chat',
        `X-Batch-Signature: ${signature}\r\nx-a: 1\r\nx-a: 2\r\nconnection: close\r\ncontent-length: ${text.length}`,
      ),
      text,
    );
    expect(await answer).toMatch(/^HTTP\/1\.1 200 /);
  });
});

describe('over Request and Response', () => {
  const requestOf = ({ url, ...call }: ReturnType<typeof signed>) => new Request(`http://internal${url}`, call);
  const stream = (pull: (controller: ReadableStreamDefaultController) => void, cancel?: () => void) =>
    new ReadableStream({ pull, ...(cancel ? { cancel } : {}) });
  const streamed = (body: ReadableStream) =>
    new Request('http://internal/base/hubspot/webhooks/main', { method: 'POST', body, duplex: 'half' } as RequestInit);

  it('a body for which there is no room is refused', async () => {
    const handle = fetchHandler(new IngressWorld().ingress({ bodiesBytes: 10 }), { scheduler: systemScheduler });
    const answer = await handle(requestOf(signed(webhookOf('m-1'))));
    expect([answer.status, answer.headers.get('x-channelwright-error')]).toEqual([503, 'CW_BODIES_TOO_MANY']);
  });

  it('a signed webhook is stored and acknowledged', async () => {
    const world = new IngressWorld();
    const handle = fetchHandler(world.ingress(), { scheduler: systemScheduler });
    const answer = await handle(requestOf(signed(webhookOf('m-1'))));
    expect(answer.status).toBe(200);
    expect(world.inbox).toHaveLength(1);
  });

  it('a body is read no further than it may be large', async () => {
    const world = new IngressWorld();
    let cancelled = false;
    const endless = stream(
      (controller) => controller.enqueue(new Uint8Array(400)),
      () => {
        cancelled = true;
      },
    );
    const answer = await fetchHandler(world.ingress({ bodyLimits: LIMITS }), { scheduler: systemScheduler })(
      streamed(endless),
    );
    expect([answer.status, cancelled]).toEqual([413, true]);
  });

  it('a body that stops coming is answered 408', async () => {
    const scheduler = new ManualScheduler();
    const stuck = stream(() => new Promise<void>(() => undefined) as never);
    const answer = fetchHandler(new IngressWorld().ingress(), { scheduler })(streamed(stuck));
    await scheduler.advance(15_000);
    expect((await answer).status).toBe(408);
  });
});
