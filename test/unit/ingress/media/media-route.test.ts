import { type RequestListener, type ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { FileItem } from '../../../../src/contract/content-item.js';
import { fetchHandler } from '../../../../src/ingress/fetch-handler.js';
import { createMediaRoute } from '../../../../src/ingress/media/media-route.js';
import { nodeHandler } from '../../../../src/ingress/node-handler.js';
import { FileOpener } from '../../../../src/media/file-opener.js';
import { MediaLinks } from '../../../../src/media/media-links.js';
import { ManualScheduler } from '../../../../src/testing/manual-scheduler.js';
import { UndiciTransport } from '../../../../src/transport/undici-transport.js';
import { portalFiles } from '../../../fixtures/portal-files.js';
import { SilentLog } from '../../../fixtures/silent-log.js';
import { TEST_KEY } from '../../../fixtures/temp-store.js';
import { until } from '../../../fixtures/until.js';
import { IngressWorld, PUBLIC_URL, served } from '../ingress-world.js';

const OWNER = { app: 'main', portal: '1' };

let serveSource: RequestListener;
let source: Awaited<ReturnType<typeof served>>;
let scheduler: ManualScheduler;
let http: UndiciTransport;
let results: string[];

beforeEach(async () => {
  source = await served((call, answer) => serveSource(call, answer));
  scheduler = new ManualScheduler(Date.UTC(2026, 4, 4));
  http = new UndiciTransport({ scheduler, allowPrivate: ['127.0.0.1/32'] });
  results = [];
});
afterEach(async () => {
  await http.destroy();
  await source[Symbol.asyncDispose]();
});

/** A connector's doors, and a link to a file at a URL that a webhook named. */
function opened({
  url = `${source.url}/a`,
  mostAtOnce = 32,
  described = { name: 'a.pdf', type: 'application/pdf' },
}: {
  url?: string;
  mostAtOnce?: number;
  described?: Pick<FileItem, 'name' | 'type'>;
} = {}) {
  const links = new MediaLinks({
    publicUrl: PUBLIC_URL,
    encryptionKeys: [TEST_KEY],
    linkLifeMs: 3_600_000,
    clock: scheduler,
  });
  const files = portalFiles({ of: () => undefined, heldUntil: () => undefined }, scheduler);
  const opener = new FileOpener(files, http, scheduler);
  const counters = { called: (result: string) => results.push(result), served: () => undefined };
  const route = createMediaRoute({ links, files, opener, counters, scheduler, log: new SilentLog(), mostAtOnce });
  const ingress = new IngressWorld().ingress({ media: route });
  const item: FileItem = {
    kind: 'file',
    usage: 'OTHER',
    ref: { kind: 'url', url },
    ...described,
  };
  const link = new URL(links.short(OWNER, item));
  return {
    route,
    path: link.pathname,
    fetch: fetchHandler(ingress, { scheduler }),
    node: nodeHandler(ingress, { scheduler }),
  };
}

const begun = (answer: ServerResponse) =>
  answer.writeHead(200, { 'content-length': 10, 'content-type': 'a/b' }).write('12345');

describe('a link to a file that lies elsewhere', () => {
  it('serves it under the name and type that were wanted', async () => {
    serveSource = (_, answer) => answer.writeHead(200, { 'content-type': 'text/html' }).end('bytes');
    const { fetch: knock, path } = opened();
    const answer = await knock(new Request(`https://any.example${path}`));
    expect(await answer.text()).toBe('bytes');
    expect(answer.headers.get('content-type')).toBe('application/pdf');
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="a.pdf"');
  });

  it.each([
    ['text/plain; charset=utf-8', 'text/plain; charset=utf-8', 'inline'],
    ['text/plain;x, text/html', 'text/plain', 'inline'],
    ['image/SVG+xml', 'image/svg+xml', 'attachment'],
  ])('whose source says that it is %s serves it as %s, %s', async (said, type, disposition) => {
    serveSource = (_, answer) => answer.writeHead(200, { 'content-type': said }).end('bytes');
    const { fetch: knock, path } = opened({ described: {} });
    const answer = await knock(new Request(`https://any.example${path}`));
    const [served, shown] = [answer.headers.get('content-type'), answer.headers.get('content-disposition')];
    expect([served?.toLowerCase(), shown]).toEqual([type, disposition]);
  });

  it('serves the whole where the place of the bytes knows no ranges, and asks for one only', async () => {
    const ranges: unknown[] = [];
    serveSource = (call, answer) => {
      ranges.push(call.headers.range);
      answer.end('bytes');
    };
    const { fetch: knock, path } = opened();
    for (const range of ['bytes=1-2', 'bytes=1-2,4-4', 'bytes=-']) {
      const answer = await knock(new Request(`https://any.example${path}`, { headers: { range } }));
      expect([answer.status, await answer.text()]).toEqual([200, 'bytes']);
    }
    expect(ranges).toEqual(['bytes=1-2', undefined, undefined]);
  });

  it('answers HEAD without reading it', async () => {
    serveSource = (_, answer) => begun(answer);
    const { fetch: knock, path } = opened();
    const answer = await knock(new Request(`https://any.example${path}`, { method: 'HEAD' }));
    expect([answer.status, answer.headers.get('content-length'), await answer.text()]).toEqual([200, '10', '']);
  });

  it('follows redirects by itself, but into no private network', async () => {
    let asked = 0;
    serveSource = (_, answer) => {
      asked += 1;
      answer.writeHead(302, { location: `http://127.0.0.2:${source.port}/metadata` }).end();
    };
    const { fetch: knock, path } = opened();
    expect((await knock(new Request(`https://any.example${path}`))).status).toBe(404);
    const direct = opened({ url: `http://169.254.169.254/latest/meta-data` });
    expect((await direct.fetch(new Request(`https://any.example${direct.path}`))).status).toBe(404);
    expect([asked, results]).toEqual([1, ['gone', 'gone']]);
  });
});

describe('a file that stands still', () => {
  it('is broken off, and whoever reads it sees that', async () => {
    serveSource = (_, answer) => begun(answer);
    const { node, path } = opened();
    await using door = await served(node);
    const answer = await fetch(door.url + path);
    const whole = answer.arrayBuffer();
    whole.catch(() => undefined);
    await until('the source is waited for', () => scheduler.nextAt() === scheduler.now() + 30_000);
    await scheduler.advance(30_000);
    await expect(whole).rejects.toThrow();
    expect(results).toEqual(['broken']);
  });

  it('because its source went away is broken off at once', async () => {
    let away = () => undefined as unknown;
    serveSource = (_, answer) => {
      begun(answer);
      away = () => answer.destroy();
    };
    const { node, path } = opened();
    await using door = await served(node);
    const answer = await fetch(door.url + path);
    away();
    await expect(answer.arrayBuffer()).rejects.toThrow();
    await until('it is counted', () => results.length > 0);
    expect(results).toEqual(['broken']);
  });

  it('because its reader sleeps gives its place to others', async () => {
    serveSource = (_, answer) => answer.end(Buffer.alloc(1_000_000));
    const { fetch: knock, path } = opened({ mostAtOnce: 1 });
    const asleep = await knock(new Request(`https://any.example${path}`));
    const refused = await knock(new Request(`https://any.example${path}`));
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '10']);
    await scheduler.advance(60_000);
    const next = await knock(new Request(`https://any.example${path}`));
    expect([next.status, (await next.arrayBuffer()).byteLength]).toEqual([200, 1_000_000]);
    await expect(asleep.text()).rejects.toThrow();
    expect(results).toEqual(['busy', 'broken', 'served']);
  });
});

it('what is being served ends with the connector', async () => {
  serveSource = (_, answer) => begun(answer);
  const { node, path, route } = opened();
  await using door = await served(node);
  const answer = await fetch(door.url + path);
  const whole = answer.arrayBuffer();
  whole.catch(() => undefined);
  route.close();
  await expect(whole).rejects.toThrow();
});

it('a reader that leaves makes the source stop, and leaves no timer', async () => {
  const left = Promise.withResolvers<void>();
  serveSource = (call, answer) => {
    begun(answer);
    call.once('close', left.resolve);
  };
  const { node, path } = opened();
  await using door = await served(node);
  const leaving = new AbortController();
  const answer = await fetch(door.url + path, { signal: leaving.signal });
  leaving.abort();
  await answer.text().catch(() => undefined);
  await left.promise;
  expect(results).toEqual(['left']);
});
