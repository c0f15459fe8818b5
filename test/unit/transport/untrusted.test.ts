import { createServer, type Server } from 'node:http';
import type { AddressInfo, LookupFunction } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type HttpRequest, isTransportError, type TransportError } from '../../../src/contract/http-transport.js';
import { UndiciTransport, type UndiciTransportOptions } from '../../../src/transport/undici-transport.js';

let server: Server;
let port: number;
let connections: number;
let transport: UndiciTransport | undefined;

beforeEach(async () => {
  connections = 0;
  server = createServer((_, response) => response.end('secret')).on('connection', () => (connections += 1));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterEach(async () => {
  await transport?.destroy();
  transport = undefined;
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

async function get(url: string, request: Partial<HttpRequest>, options: UndiciTransportOptions = {}) {
  transport ??= new UndiciTransport(options);
  try {
    return await (await transport.request({ method: 'GET', url, ...request })).text();
  } catch (error) {
    if (!isTransportError(error)) throw error;
    return error;
  }
}

/** A name server of our own: each question is answered by the next of the lists. */
function names(...answers: string[][]): LookupFunction & { asked: number } {
  const lookup = (_host: string, options: { all?: boolean }, callback: Parameters<LookupFunction>[2]) => {
    const addresses = answers[Math.min(lookup.asked++, answers.length - 1)]!;
    const found = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    if (options.all) callback(null, found);
    else callback(null, found[0]!.address, found[0]!.family);
  };
  lookup.asked = 0;
  return lookup as never;
}

const untrusted = { untrusted: true };
const CLOSE = { connection: 'close' };

describe('a request to a URL that somebody else named', () => {
  it.each([
    '127.0.0.1',
    '2130706433',
    '0x7f.1',
    '0177.0.0.1',
    '127.1',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '0.0.0.0',
  ])('does not connect to this machine: %s', async (host) => {
    const failure = (await get(`http://${host}:${port}/path?secret=s3cret`, untrusted)) as TransportError;
    expect(failure).toMatchObject({ code: 'forbidden', requestSent: 'no' });
    expect(failure.message).not.toContain('s3cret');
    expect(connections).toBe(0);
  });

  it('does not connect where a name leads to this machine', async () => {
    expect(await get(`http://localhost:${port}/`, untrusted)).toMatchObject({ code: 'forbidden', requestSent: 'no' });
    expect(connections).toBe(0);
  });

  it('does not connect where one of several addresses of a name is private', async () => {
    const lookup = names(['8.8.8.8', '127.0.0.1']);
    const failure = await get(`http://both.example:${port}/`, untrusted, { lookup });
    expect(failure).toMatchObject({ code: 'forbidden' });
    expect(connections).toBe(0);
  });

  it('does not connect where a name leads elsewhere the second time', async () => {
    const lookup = names(['127.0.0.1'], ['127.0.0.2']);
    const url = `http://rebound.example:${port}/`;
    expect(await get(url, { ...untrusted, headers: CLOSE }, { lookup, allowPrivate: ['127.0.0.1/32'] })).toBe('secret');
    expect(await get(url, untrusted)).toMatchObject({ code: 'forbidden' });
    expect([lookup.asked, connections]).toEqual([2, 1]);
  });

  it('does not ride on a connection that a trusted request has opened', async () => {
    const url = `http://127.0.0.1:${port}/`;
    expect(await get(url, {})).toBe('secret');
    expect(await get(url, untrusted)).toMatchObject({ code: 'forbidden' });
    expect(await get(url, {})).toBe('secret');
  });

  it('goes where it is allowed to, by address and by name', async () => {
    const options = { lookup: names(['127.0.0.1']), allowPrivate: ['127.0.0.0/8'] };
    expect(await get(`http://127.0.0.1:${port}/`, untrusted, options)).toBe('secret');
    expect(await get(`http://files.example:${port}/`, untrusted)).toBe('secret');
  });

  it('fails like any other where its name does not exist', async () => {
    const lookup: LookupFunction = (_, __, callback) =>
      callback(Object.assign(new Error('not found'), { code: 'ENOTFOUND' }), '');
    expect(await get('http://nowhere.example/', untrusted, { lookup })).toMatchObject({ code: 'dns' });
  });
});

it('a request of our own may go anywhere', async () => {
  expect(await get(`http://127.0.0.1:${port}/`, {})).toBe('secret');
});
