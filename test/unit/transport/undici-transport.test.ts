import { getEventListeners, once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Socket, type Server as TcpServer } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { TransportError } from '../../../src/contract/http-transport.js';
import { ManualScheduler } from '../../../src/testing/manual-scheduler.js';
import { callScopes } from '../../../src/transport/call-scope.js';
import { UndiciTransport, type UndiciTransportOptions } from '../../../src/transport/undici-transport.js';

type Handle = (request: IncomingMessage, response: ServerResponse) => void;

const endings: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

function transport(options: UndiciTransportOptions = {}): UndiciTransport {
  const made = new UndiciTransport(options);
  endings.push(() => made.destroy());
  return made;
}

async function listening(server: Server | TcpServer): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function serve(handle: Handle): Promise<{ url: string; connections: () => number; server: Server }> {
  let connections = 0;
  const server = createServer(handle);
  server.on('connection', () => {
    connections += 1;
  });
  endings.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://${await listening(server)}/hook?secret=s3cret`, connections: () => connections, server };
}

async function tcp(onConnection: Parameters<typeof createTcpServer>[1]): Promise<string> {
  const sockets = new Set<{ destroy(): void }>();
  const server = createTcpServer(onConnection);
  server.on('connection', (socket) => sockets.add(socket.on('error', () => undefined)));
  endings.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return listening(server);
}

async function failure(promise: Promise<unknown>): Promise<TransportError> {
  const error = await promise.then(
    () => undefined,
    (reason) => reason,
  );
  expect(error).toMatchObject({ name: 'TransportError' });
  return error as TransportError;
}

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
};

describe('an answer', () => {
  it('is handed over whatever its status, with its headers joined', async () => {
    const { url } = await serve((_, response) => {
      response.writeHead(503, [
        ['Vary', 'a'],
        ['Vary', 'b'],
      ] as never);
      response.end('{"busy":true}');
    });
    const answer = await transport().request({ method: 'GET', url });
    expect(answer.status).toBe(503);
    expect(answer.headers['vary']).toBe('a, b');
    expect(await answer.json()).toEqual({ busy: true });
  });

  it('is undefined as JSON where it is none', async () => {
    const { url } = await serve((_, response) => response.end('<html>'));
    const answer = await transport().request({ method: 'GET', url });
    expect(await answer.json()).toBeUndefined();
  });

  it('can be read once, as text or as a stream', async () => {
    const { url } = await serve((_, response) => response.end('abc'));
    const answer = await transport().request({ method: 'GET', url });
    let text = '';
    for await (const chunk of answer.stream()) text += Buffer.from(chunk).toString();
    expect(text).toBe('abc');
    await expect(answer.text()).rejects.toThrow(TypeError);
  });

  it('can be cancelled at any moment, also while a part of it is on its way', async () => {
    const { url } = await serve((_, response) => response.end(Buffer.alloc(2_000)));
    const client = transport();
    for (let turns = 0; turns < 10; turns++) {
      const stream = (await client.request({ method: 'GET', url })).stream();
      for (let turn = 0; turn < turns; turn++) await Promise.resolve();
      await stream.cancel();
      await new Promise((resolve) => setImmediate(resolve));
    }
  });

  it('that breaks off while nobody reads it does no harm', async () => {
    const sockets: Socket[] = [];
    const { url } = await serve((_, response) => {
      sockets.push(response.socket!);
      response.writeHead(200, { 'content-length': 10 });
      response.write('12345');
    });
    const client = transport();
    await client.request({ method: 'GET', url });
    const streamed = (await client.request({ method: 'GET', url })).stream();
    for (const socket of sockets) {
      socket.resetAndDestroy();
      await once(socket, 'close');
    }
    await failure(new Response(streamed).text());
  });

  it('is not a redirect that is followed', async () => {
    const { url } = await serve((_, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end());
    expect((await transport().request({ method: 'GET', url })).status).toBe(302);
  });
});

it('a preparatory request that fails says so, whatever of it has left', async () => {
  const { url } = await serve((request) => request.socket.destroy());
  const failed = await failure(transport().request({ method: 'POST', url, body: 'abc', preparatory: true }));
  expect([failed.preparatory, failed.requestSent]).toEqual([true, 'yes']);
  expect((await failure(transport().request({ method: 'POST', url, body: 'abc' }))).preparatory).toBe(false);
});

it('a body that is a stream may take five minutes, any other thirty seconds', async () => {
  const scheduler = new ManualScheduler(0);
  const { url } = await serve((request) => void request.resume());
  const stream = () => new Blob(['abc']).stream();
  const sender = transport({ scheduler });
  const [usual, upload] = ['abc', stream()].map((body) => failure(sender.request({ method: 'POST', url, body })));
  await scheduler.advance(30_000);
  expect((await usual!).code).toBe('timeout');
  let ended = false;
  void upload!.then(() => {
    ended = true;
  });
  await scheduler.advance(269_999);
  expect(ended).toBe(false);
  await scheduler.advance(1);
  expect((await upload!).code).toBe('timeout');
});

it('an answer to HEAD may announce a body of any length', async () => {
  const { url } = await serve((_, response) => response.writeHead(200, { 'content-length': '11' }).end());
  const answer = await transport().request({ method: 'HEAD', url, maxResponseBytes: 10 });
  expect(answer.headers['content-length']).toBe('11');
});

it('a request that has been answered leaves no timer and no listener', async () => {
  const scheduler = new ManualScheduler(0);
  const { url } = await serve((_, response) => response.end('ok'));
  const { signal } = new AbortController();
  const sender = transport({ scheduler, idlePoolMs: 60_000 });
  await (await sender.request({ method: 'GET', url, signal, timeoutMs: 5_000 })).text();
  expect(scheduler.nextAt()).toBe(60_000);
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});

describe('a body', () => {
  const echo: Handle = async (request, response) => {
    response.end(JSON.stringify({ type: request.headers['content-type'], body: await bodyOf(request) }));
  };

  it('may be a string, bytes or a stream', async () => {
    const { url } = await serve(echo);
    const sender = transport();
    const bodies = ['héllo', Buffer.from('héllo'), new Blob(['héllo']).stream()];
    for (const body of bodies) {
      const answer = await sender.request({ method: 'POST', url, body: body as string });
      expect(await answer.json()).toMatchObject({ body: 'héllo' });
    }
  });

  it('may be a form of the platform, files among it', async () => {
    const { url } = await serve(echo);
    const form = new FormData();
    form.append('folder', 'inbound');
    form.append('file', new Blob(['bytes'], { type: 'text/plain' }), 'note.txt');
    const seen = (await (await transport().request({ method: 'POST', url, body: form })).json()) as {
      type: string;
      body: string;
    };
    expect(seen.type).toMatch(/^multipart\/form-data; boundary=/);
    expect(seen.body).toContain('name="folder"');
    expect(seen.body).toContain('filename="note.txt"');
    expect(seen.body).toContain('bytes');
  });
});

describe('connections', () => {
  it('are not taken by calls that the provider holds: each of these has one of its own', async () => {
    const held: ServerResponse[] = [];
    const { url, server } = await serve((request, response) => {
      if (request.method === 'POST') held.push(response);
      else response.end('ok');
    });
    const sender = transport({ connections: 1 });
    const polls = [1, 2, 3].map(() => sender.request({ method: 'POST', url, held: true }));
    while (held.length < polls.length) await once(server, 'request');
    expect(await (await sender.request({ method: 'GET', url })).text()).toBe('ok');
    for (const response of held) response.end();
    for (const poll of polls) await (await poll).text();
  });

  it('are used again', async () => {
    const { url, connections } = await serve((_, response) => response.end('ok'));
    const sender = transport({ connections: 1 });
    for (let call = 0; call < 3; call += 1) await (await sender.request({ method: 'GET', url })).text();
    expect(connections()).toBe(1);
  });

  it('are bounded: the next request waits its turn', async () => {
    const waiting: ServerResponse[] = [];
    const { url, connections, server } = await serve((_, response) => void waiting.push(response));
    const sender = transport({ connections: 1 });
    const first = sender.request({ method: 'GET', url });
    const second = sender.request({ method: 'GET', url });
    await once(server, 'request');
    expect(waiting).toHaveLength(1);
    const next = once(server, 'request');
    waiting.pop()?.end('1');
    expect(await (await first).text()).toBe('1');
    await next;
    waiting.pop()?.end('2');
    expect(await (await second).text()).toBe('2');
    expect(connections()).toBe(1);
  });

  it('that the server closed while idle cost no request', async () => {
    const { url, connections, server } = await serve((_, response) => response.end('ok'));
    const sender = transport({ connections: 1 });
    await (await sender.request({ method: 'GET', url })).text();
    server.closeIdleConnections();
    expect(await (await sender.request({ method: 'POST', url, body: 'x' })).text()).toBe('ok');
    expect(connections()).toBe(2);
  });

  it('are given up when nobody has called the origin for a while', async () => {
    const scheduler = new ManualScheduler();
    const { url } = await serve((_, response) => response.end('ok'));
    const sender = transport({ scheduler, idlePoolMs: 60_000 });
    await (await sender.request({ method: 'GET', url })).text();
    await scheduler.advance(59_000);
    await (await sender.request({ method: 'GET', url })).text();
    await scheduler.advance(60_000);
    expect(sender.openPools).toBe(1);
    await scheduler.advance(61_000);
    expect(sender.openPools).toBe(0);
    expect(scheduler.nextAt()).toBeUndefined();
  });
});

it('a pool in use is kept, however long the answer takes', async () => {
  const scheduler = new ManualScheduler();
  const waiting: ServerResponse[] = [];
  const { url, server } = await serve((_, response) => void waiting.push(response));
  const sender = transport({ scheduler, idlePoolMs: 60_000 });
  const pending = sender.request({ method: 'GET', url, timeoutMs: 600_000 });
  await once(server, 'request');
  await scheduler.advance(300_000);
  expect(sender.openPools).toBe(1);
  waiting.pop()?.end('ok');
  expect(await (await pending).text()).toBe('ok');
});

describe('a request that never left', () => {
  it('was refused', async () => {
    const port = await tcp(() => undefined);
    for (const end of endings.splice(0)) await end();
    const error = await failure(transport().request({ method: 'POST', url: `http://${port}/x`, body: 'x' }));
    expect(error).toMatchObject({ code: 'refused', requestSent: 'no' });
  });

  it('had no address', async () => {
    // A label too long for DNS: the resolver refuses it without asking the network.
    const url = `http://${'a'.repeat(64)}.invalid/`;
    const error = await failure(transport().request({ method: 'GET', url }));
    expect(error).toMatchObject({ code: 'dns', requestSent: 'no' });
  });

  it('found no TLS on the other side', async () => {
    const plain = await tcp((socket) => socket.end('this is not TLS\r\n'));
    const error = await failure(transport().request({ method: 'GET', url: `https://${plain}/` }));
    expect(error).toMatchObject({ code: 'tls', requestSent: 'no' });
  });

  it('got no connection in time', async () => {
    const mute = await tcp(() => undefined);
    const error = await failure(
      transport({ connectTimeoutMs: 30 }).request({ method: 'GET', url: `https://${mute}/` }),
    );
    expect(error).toMatchObject({ code: 'connect-timeout', requestSent: 'no' });
  });

  it('was aborted before it was asked for', async () => {
    const { url, connections } = await serve((_, response) => response.end());
    const error = await failure(transport().request({ method: 'GET', url, signal: AbortSignal.abort() }));
    expect(error).toMatchObject({ code: 'aborted', requestSent: 'no' });
    expect(connections()).toBe(0);
  });

  it('was aborted while it waited for a connection, and is not sent later', async () => {
    const seen: string[] = [];
    const waiting: ServerResponse[] = [];
    const { url, server } = await serve((request, response) => {
      seen.push(request.method ?? '');
      waiting.push(response);
    });
    const sender = transport({ connections: 1 });
    const first = sender.request({ method: 'GET', url });
    await once(server, 'request');
    const abort = new AbortController();
    const second = failure(sender.request({ method: 'POST', url, body: 'x', signal: abort.signal }));
    abort.abort();
    expect(await second).toMatchObject({ code: 'aborted', requestSent: 'no' });
    waiting.pop()?.end();
    await (await first).text();
    const third = sender.request({ method: 'PUT', url });
    await once(server, 'request');
    waiting.pop()?.end();
    await third;
    expect(seen).toEqual(['GET', 'PUT']);
  });

  it('had no usable URL, which is not repeated', async () => {
    const error = await failure(transport().request({ method: 'GET', url: 'ftp://user:s3cret@host/' }));
    expect(error).toMatchObject({ code: 'other', requestSent: 'no' });
    expect(error.message).not.toContain('s3cret');
  });

  it('came after the end of the transport', async () => {
    const { url } = await serve((_, response) => response.end());
    const sender = transport();
    await sender.close();
    expect(await failure(sender.request({ method: 'GET', url }))).toMatchObject({ code: 'aborted', requestSent: 'no' });
  });
});

describe('a request that may have left', () => {
  it('was cut off before the answer', async () => {
    const { url } = await serve((request) => request.socket.destroy());
    const error = await failure(transport().request({ method: 'POST', url, body: 'x' }));
    expect(error).toMatchObject({ code: 'reset', requestSent: 'yes' });
    expect(error.message).not.toContain('s3cret');
  });

  it('is never written a second time', async () => {
    let requests = 0;
    const { url } = await serve((request) => {
      requests += 1;
      request.socket.destroy();
    });
    await failure(transport().request({ method: 'GET', url }));
    expect(requests).toBe(1);
  });

  it('was cut off in the middle of the answer', async () => {
    const sockets: Socket[] = [];
    const { url } = await serve((request, response) => {
      sockets.push(request.socket);
      response.writeHead(200, { 'content-length': '100' }).write('half');
    });
    const answer = await transport().request({ method: 'GET', url });
    for (const socket of sockets) socket.destroy();
    expect(await failure(answer.text())).toMatchObject({ code: 'reset', requestSent: 'yes' });
  });

  it('got no answer in time', async () => {
    const scheduler = new ManualScheduler();
    const { url, server } = await serve(() => undefined);
    const pending = failure(transport({ scheduler }).request({ method: 'POST', url, body: 'x', timeoutMs: 5_000 }));
    await once(server, 'request');
    await scheduler.advance(5_000);
    expect(await pending).toMatchObject({ code: 'timeout', requestSent: 'yes' });
  });

  it('got only the head of the answer in time', async () => {
    const scheduler = new ManualScheduler();
    const { url } = await serve((_, response) => void response.writeHead(200).write('half'));
    const answer = await transport({ scheduler }).request({ method: 'GET', url, timeoutMs: 5_000 });
    const reading = failure(answer.text());
    await scheduler.advance(5_000);
    expect(await reading).toMatchObject({ code: 'timeout', requestSent: 'yes' });
  });

  it('was aborted while it waited for the answer', async () => {
    const { url, server } = await serve(() => undefined);
    const abort = new AbortController();
    const pending = failure(transport().request({ method: 'POST', url, body: 'x', signal: abort.signal }));
    await once(server, 'request');
    abort.abort();
    expect(await pending).toMatchObject({ code: 'aborted', requestSent: 'yes' });
  });

  it.each([
    ['announced', { 'content-length': '11' }],
    ['unannounced', {}],
  ])('got too large an answer, %s', async (_, headers) => {
    const { url } = await serve((_request, response) => response.writeHead(200, headers).end('x'.repeat(11)));
    const reading = transport()
      .request({ method: 'GET', url, maxResponseBytes: 10 })
      .then((answer) => answer.text());
    expect(await failure(reading)).toMatchObject({ code: 'too-large', requestSent: 'yes' });
  });

  it('got an answer that is not HTTP', async () => {
    const plain = await tcp((socket) => socket.once('data', () => socket.end('hello?\r\n\r\n')));
    expect(await failure(transport().request({ method: 'GET', url: `http://${plain}/` }))).toMatchObject({
      code: 'other',
      requestSent: 'yes',
    });
  });
});

describe('a call scope', () => {
  const scope = (licensed: () => boolean) => {
    const calls: string[] = [];
    return {
      calls,
      assertLicensed() {
        calls.push('asked');
        if (!licensed()) throw new Error('expired');
      },
      requestStarted() {
        calls.push('started');
      },
    };
  };

  it('is asked, then told that the request left', async () => {
    const { url } = await serve((_, response) => response.end('ok'));
    const held = scope(() => true);
    await callScopes.run(held, () => transport().request({ method: 'POST', url, body: 'x' }));
    expect(held.calls).toEqual(['asked', 'started']);
  });

  it('is asked but not told for a preparatory request', async () => {
    const { url } = await serve((_, response) => response.end('ok'));
    const held = scope(() => true);
    await callScopes.run(held, () => transport().request({ method: 'POST', url, body: 'x', preparatory: true }));
    expect(held.calls).toEqual(['asked']);
  });

  it('that has run out keeps the request from being written', async () => {
    let requests = 0;
    const { url } = await serve((_, response) => {
      requests += 1;
      response.end('ok');
    });
    const sender = transport();
    const error = await failure(
      callScopes.run(
        scope(() => false),
        () => sender.request({ method: 'POST', url }),
      ),
    );
    expect(error).toMatchObject({ code: 'unlicensed', requestSent: 'no' });
    expect(await (await sender.request({ method: 'GET', url })).text()).toBe('ok');
    expect(requests).toBe(1);
  });

  it('is asked when the request is written, not when it is made', async () => {
    const waiting: ServerResponse[] = [];
    let holds = true;
    const { url, server } = await serve((_, response) => void waiting.push(response));
    const sender = transport({ connections: 1 });
    const first = sender.request({ method: 'GET', url });
    await once(server, 'request');
    const second = failure(
      callScopes.run(
        scope(() => holds),
        () => sender.request({ method: 'POST', url }),
      ),
    );
    holds = false;
    waiting.pop()?.end();
    await (await first).text();
    expect(await second).toMatchObject({ code: 'unlicensed', requestSent: 'no' });
  });
});
