import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Child } from '../bench/processes/child.js';
import { listen } from '../bench/processes/listen.js';

const SMALL = 1_000_000;
const LARGE = 100_000_000;
/** What one large file may cost more than a hundred small ones, bytes. Held whole, it would cost 100 MB and more. */
const MOST_GROWTH = 60_000_000;
const CHUNK = Buffer.alloc(64 * 1_024, 1);

let server: Server;
let url: string;
/** The bytes of each body that came. */
const received: number[] = [];

beforeAll(async () => {
  server = createServer((request, response) => void serve(request, response));
  url = await listen(server);
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** HubSpot, its files, and a provider, none of which keeps anything. */
async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = request.url ?? '';
  const [, bytes = ''] = /^\/bytes\/(\d+)/.exec(path) ?? [];
  if (bytes !== '') return pour(Number(bytes), response);
  const [, id = ''] = /^\/files\/v3\/files\/(\d+)\/signed-url/.exec(path) ?? [];
  if (id !== '') return void response.end(JSON.stringify({ url: `${url}/bytes/${id}` }));
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) size += chunk.length;
  received.push(size);
  response.writeHead(201).end(JSON.stringify({ id: '1' }));
}

async function pour(bytes: number, response: ServerResponse): Promise<void> {
  response.writeHead(200, { 'content-type': 'application/x-own', 'content-length': bytes });
  for (let left = bytes; left > 0; left -= CHUNK.length) {
    const chunk = left < CHUNK.length ? CHUNK.subarray(0, left) : CHUNK;
    if (!response.write(chunk)) await new Promise((resolve) => response.once('drain', resolve));
  }
  response.end();
}

async function fetched(child: Child, bytes: number): Promise<number> {
  const answer = await fetch(await child.ask<string>('link', { bytes }));
  let size = 0;
  for await (const chunk of answer.body!) size += chunk.length;
  return size;
}

const WAYS: Record<string, (child: Child, bytes: number) => Promise<number>> = {
  'through a link': fetched,
  'in an upload to a provider': async (child, bytes) => {
    await child.ask('upload', { bytes });
    return received.at(-1)!;
  },
  'from a customer into HubSpot': async (child, bytes) => {
    expect(await child.ask('bringIn', { bytes })).toMatchObject({ kind: 'stored' });
    return received.at(-1)!;
  },
};

describe('a file of 100 MB', () => {
  it.each(Object.keys(WAYS))('goes %s in the memory that a hundred of 1 MB take, one after another', async (way) => {
    await using child = Child.start('media');
    await child.ask('start', { farSide: url });
    // As many bytes as in the large one, so that both leave as much behind for the garbage collector.
    for (let times = 0; times < LARGE / SMALL; times += 1)
      expect(await WAYS[way]!(child, SMALL)).toBeGreaterThanOrEqual(SMALL);
    const before = await child.ask<number>('peak');
    expect(await WAYS[way]!(child, LARGE)).toBeGreaterThanOrEqual(LARGE);
    const growth = (await child.ask<number>('peak')) - before;
    expect(growth).toBeLessThan(MOST_GROWTH);
  });
});
