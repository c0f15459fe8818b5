import type { RequestListener } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { FileItem } from '../../../../src/contract/content-item.js';
import type { MediaStream } from '../../../../src/contract/media.js';
import { OutgoingFiles } from '../../../../src/delivery/sending/outgoing-files.js';
import { FileOpener } from '../../../../src/media/file-opener.js';
import type { FileUnavailable } from '../../../../src/media/file-unavailable.js';
import { ManualScheduler } from '../../../../src/testing/manual-scheduler.js';
import { UndiciTransport } from '../../../../src/transport/undici-transport.js';
import { portalFiles } from '../../../fixtures/portal-files.js';
import { until } from '../../../fixtures/until.js';
import { served } from '../../ingress/ingress-world.js';

const RULES = [
  { types: ['image/*'], maxBytes: 10, mode: 'upload' },
  { types: ['*'], maxBytes: 100, mode: 'upload' },
] as const;

let serveSource: RequestListener;
let source: Awaited<ReturnType<typeof served>>;
let scheduler: ManualScheduler;
let http: UndiciTransport;
let failures: FileUnavailable[];

beforeEach(async () => {
  source = await served((call, answer) => serveSource(call, answer));
  scheduler = new ManualScheduler();
  http = new UndiciTransport({ scheduler, allowPrivate: ['127.0.0.0/8'] });
  failures = [];
});
afterEach(async () => {
  await http.destroy();
  await source[Symbol.asyncDispose]();
});

function open(item: Partial<FileItem> = {}): Promise<MediaStream> {
  const opener = new FileOpener(
    portalFiles({ of: () => undefined, heldUntil: () => undefined }, scheduler),
    http,
    scheduler,
  );
  const fileFailed = (failure: FileUnavailable) => void failures.push(failure);
  const media = { rules: RULES.map((rule) => ({ ...rule, types: [...rule.types] })), maxCount: 1 };
  const call = { app: 'main', portal: '1', media, signal: new AbortController().signal, fileFailed };
  const file: FileItem = {
    kind: 'file',
    usage: 'OTHER',
    ref: { kind: 'url', url: `${source.url}/a?key=s3cret` },
    ...item,
  };
  return new OutgoingFiles(opener, scheduler).open(call, file);
}

const reading = ({ body }: MediaStream) => new Response(body).text();

describe('the bytes of a file for an upload', () => {
  it('come with what is known of them', async () => {
    serveSource = (_, answer) =>
      answer.writeHead(200, { 'content-type': 'text/plain; charset=utf-8', 'content-length': 5 }).end('12345');
    const stream = await open({ name: 'a.txt' });
    expect(stream).toMatchObject({ type: 'text/plain', size: 5, name: 'a.txt' });
    expect(await reading(stream)).toBe('12345');
    expect(failures).toEqual([]);
  });

  it('are not even read where they say that they are too many', async () => {
    serveSource = (_, answer) => answer.writeHead(200, { 'content-length': 101 }).write('1');
    await expect(open()).rejects.toMatchObject({ passing: false, reason: { class: 'media-too-large' } });
  });

  it('end where they are too many without having said so, by the largest rule for their type', async () => {
    serveSource = (_, answer) => {
      answer.write('x'.repeat(60));
      setImmediate(() => answer.end('x'.repeat(60)));
    };
    await expect(reading(await open())).rejects.toMatchObject({ reason: { class: 'media-too-large' } });
    expect(failures).toMatchObject([{ passing: false, reason: { class: 'media-too-large' } }]);
    serveSource = (_, answer) => answer.end('x'.repeat(60));
    expect(await reading(await open({ type: 'image/png' }))).toHaveLength(60);
  });

  it('end where they stand still', async () => {
    serveSource = (_, answer) => answer.writeHead(200, { 'content-length': 10 }).write('12345');
    const text = reading(await open());
    text.catch(() => undefined);
    await until('the source is waited for', () => scheduler.nextAt() === scheduler.now() + 30_000);
    await scheduler.advance(30_000);
    await expect(text).rejects.toMatchObject({ passing: true, reason: { class: 'media-unavailable' } });
    expect(failures).toHaveLength(1);
  });

  it('end where their source breaks off', async () => {
    let away = () => undefined as unknown;
    serveSource = (_, answer) => {
      answer.writeHead(200, { 'content-length': 10 }).write('12345');
      away = () => answer.destroy();
    };
    const stream = await open();
    away();
    await expect(reading(stream)).rejects.toThrow();
    expect(failures).toMatchObject([{ passing: true, reason: { class: 'media-unavailable' } }]);
  });

  it.each([
    [404, false],
    [403, false],
    [500, true],
    [429, true],
  ])('are not to be had where the source answers %s', async (status, passing) => {
    serveSource = (_, answer) => answer.writeHead(status).end('no');
    await expect(open()).rejects.toMatchObject({ passing, reason: { detail: `HTTP ${status}` } });
  });

  it('are not fetched from a private network, and no error shows the address', async () => {
    const failure = await open({ ref: { kind: 'url', url: 'http://10.0.0.1/a?key=s3cret' } }).catch((error) => error);
    expect(failure).toMatchObject({ passing: false, reason: { class: 'media-unavailable', detail: 'forbidden' } });
    expect(JSON.stringify(failure) + failure.message).not.toContain('s3cret');
  });
});
