import type { RequestListener } from 'node:http';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type DownloadOptions,
  downloadFile,
  type HttpRequest,
  type HttpResponse,
  type HttpTransport,
} from '../../../src/adapter/index.js';
import { UndiciTransport } from '../../../src/transport/undici-transport.js';
import { WebPlaces } from './web-places.js';

const TOKEN = 'canary-4711';
const authorize = () => ({ authorization: TOKEN });

let transport: UndiciTransport;
/** Every request, as it was asked of the transport. Whether private networks are open is the transport's affair. */
let requests: HttpRequest[];
const http: HttpTransport = {
  request(request) {
    requests.push(request);
    const { untrusted: _, ...plain } = request;
    return transport.request(plain);
  },
};
beforeEach(() => {
  transport = new UndiciTransport();
  requests = [];
});
afterEach(() => transport.destroy());

const file: RequestListener = (_, response) => {
  const headers = { 'content-type': 'Image/PNG; q=1', 'content-disposition': 'inline; filename="a/b.png"' };
  response.writeHead(200, { ...headers, 'content-length': 3 }).end('abc');
};
const redirect =
  (to: () => string, status = 302): RequestListener =>
  (_, response) =>
    void response.writeHead(status, { location: to() }).end();

let places: WebPlaces;
async function download(answers: Record<string, RequestListener>, path = '/file', more: Partial<DownloadOptions> = {}) {
  places = await WebPlaces.open(answers);
  const options = { home: [`${places.home}/`], authorize, signal: new AbortController().signal, ...more };
  return downloadFile(http, `${places.home}${path}?token=${TOKEN}`, options);
}
afterEach(() => places?.[Symbol.asyncDispose]());

/** What was asked of whom, and who was shown the credentials. */
const seen = () => places.asked.map(({ where, headers }) => `${where}${headers.authorization ? ' with token' : ''}`);

async function failureOf(promise: Promise<unknown>): Promise<Error> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(Error);
  return error as Error;
}

describe('a file at home', () => {
  it('is opened with credentials, and described as the host describes it', async () => {
    const { body, ...described } = await download({ 'home/file': file });
    expect(described).toEqual({ type: 'image/png', size: 3, name: 'b.png' });
    expect(await new Response(body).text()).toBe('abc');
    expect(seen()).toEqual(['home/file with token']);
    expect(requests[0]).not.toHaveProperty('untrusted');
  });

  it('has no size and no type of ours where the host names none', async () => {
    const { body, ...described } = await download({
      'home/file': (_, response) => void response.write('abc', () => response.end()),
    });
    await body.cancel();
    expect(described).toEqual({ type: 'application/octet-stream' });
  });

  it('may be moved at home', async () => {
    await (await download({ 'home/file': redirect(() => '/moved', 308), 'home/moved': file })).body.cancel();
    expect(seen()).toEqual(['home/file with token', 'home/moved with token']);
  });
});

describe('a file elsewhere', () => {
  it('is fetched without credentials, as what nobody trusts', async () => {
    const away = redirect(() => `${places.away}/cdn`, 307);
    await (await download({ 'home/file': away, 'away/cdn': file })).body.cancel();
    expect(seen()).toEqual(['home/file with token', 'away/cdn']);
    expect(requests.map(({ untrusted = false }) => untrusted)).toEqual([false, true]);
  });

  it('cannot have credentials back by sending us home again', async () => {
    const answers = {
      'home/file': redirect(() => `${places.away}/there`),
      'away/there': redirect(() => `${places.home}/back`),
      'home/back': file,
    };
    await (await download(answers)).body.cancel();
    expect(seen()).toEqual(['home/file with token', 'away/there', 'home/back']);
  });

  it('is shown none when a webhook names it at first', async () => {
    const asked = await fromElsewhere('https://cdn.example.com/a');
    expect(asked).toEqual([expect.objectContaining({ headers: {}, untrusted: true })]);
  });
});

describe('a chain', () => {
  it('ends when it is too long', async () => {
    const error = await failureOf(download({ 'home/file': redirect(() => '/file') }, '/file', { maxRedirects: 2 }));
    expect(error.message).toMatch(/more than 2 redirects/);
    expect(seen()).toHaveLength(3);
  });

  it.each(['http://cdn.example.com/a', 'ftp://cdn.example.com/a', 'file:///etc/passwd', 'data:,a'])(
    'never leads from https to %s',
    async (location) => {
      const error = await failureOf(fromElsewhere('https://cdn.example.com/a', { status: 302, location }));
      expect(error).toMatchObject({ name: 'DownloadError', message: expect.stringContaining('must be https') });
    },
  );

  it.each(['http://cdn.example.com/a', 'file:///etc/passwd'])('never begins at %s', async (url) => {
    expect((await failureOf(fromElsewhere(url))).message).toMatch(/must be https/);
    expect(requests).toEqual([]);
  });
});

describe('an error', () => {
  const failing: [string, Record<string, RequestListener>][] = [
    ['a refusal', {}],
    ['an answer that is neither', { 'home/file': (_, response) => void response.writeHead(304).end() }],
    ['a redirect to nowhere', { 'home/file': (_, response) => void response.writeHead(302).end() }],
    ['a redirect to nonsense', { 'home/file': redirect(() => `http://[${TOKEN}`) }],
    ['a redirect to another protocol', { 'home/file': redirect(() => `ftp://${TOKEN}/${TOKEN}`) }],
    ['a broken connection', { 'home/file': ({ socket }) => void socket.destroy() }],
  ];
  it.each(failing)('after %s shows neither the URL nor its token', async (_, answers) => {
    const error = await failureOf(download(answers));
    expect(error.message).not.toContain('/file');
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(TOKEN);
  });

  it('names the status that the host answered', async () => {
    expect(await failureOf(download({}))).toMatchObject({ name: 'DownloadError', status: 404 });
  });

  it('is a TransportError for a file of more bytes than are wanted', async () => {
    const error = await failureOf(download({ 'home/file': file }, '/file', { maxBytes: 2 }));
    expect(error).toMatchObject({ name: 'TransportError', code: 'too-large' });
  });

  it('comes from no URL at all', async () => {
    const error = await failureOf(fromElsewhere(`http://[${TOKEN}`));
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(TOKEN);
  });
});

/** A download that begins away from home, over a transport that answers so. @returns what was asked of it */
async function fromElsewhere(url: string, { status = 200, location = '' } = {}): Promise<HttpRequest[]> {
  const answer = {
    status,
    headers: status === 200 ? {} : { location },
    stream: () => new Blob(['abc']).stream(),
  } as unknown as HttpResponse;
  const canned: HttpTransport = { request: async (request) => [requests.push(request), answer].at(1) as HttpResponse };
  const signal = new AbortController().signal;
  await downloadFile(canned, url, { home: ['https://api.example.com'], authorize, signal });
  return requests;
}
