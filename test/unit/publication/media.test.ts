import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { MediaStream } from 'channelwright/adapter';
import { WORK } from '../../../src/outbox/work-row.js';
import { PUBLICATIONS } from '../../../src/publication/publication-row.js';
import { UndiciTransport } from '../../../src/transport/undici-transport.js';
import { PublicationWorld, picture, refusal, START } from './publication-world.js';

function stream(text: string, changes: Partial<MediaStream> = {}): MediaStream {
  return { body: new Blob([text]).stream(), type: 'image/png', ...changes };
}

let world: PublicationWorld;
let fetchMedia: (url: string) => Promise<MediaStream>;
beforeEach(async () => {
  fetchMedia = async (url) => stream(`bytes of ${url}`);
  world = await PublicationWorld.open({
    adapter: { fetchMedia: (ref) => fetchMedia(ref.kind === 'url' ? ref.url : '') },
    channel: { media: { waitMs: 20_000, maxBytes: 100 } },
  });
});
afterEach(() => world.close());

/** Everything but the fetching of files, which is slow. */
const withoutMedia = () => world.work('timer', 'publication');
const fileIds = () => world.hubspot.published.map((body) => body.attachments.map((attachment) => attachment['fileId']));

describe('a customer’s file', () => {
  it('is put into HubSpot Files and attached to its text', async () => {
    await world.receive(
      world.message([{ kind: 'text', text: 'look' }, picture('a', { name: 'cat.png', caption: 'my cat' })]),
    );
    await world.work();

    expect(world.hubspot.stored).toEqual([
      {
        name: expect.stringMatching(/^cat-[0-9a-f]{10}\.png$/),
        type: 'image/png',
        folderPath: '/channelwright/sms',
        text: 'bytes of a',
      },
    ]);
    expect(world.hubspot.published).toMatchObject([
      { text: 'look\nmy cat', attachments: [{ type: 'FILE', fileId: 'file-1', fileUsageType: 'IMAGE' }] },
    ]);
    expect(await world.rows(WORK)).toEqual([]);
  });

  it('alone gets a text, since HubSpot may refuse an empty one', async () => {
    await world.receive(world.message([picture('a', { name: 'cat.png' })]), world.message([picture('b')]));
    await world.work();
    expect(world.hubspot.texts).toEqual(['[cat.png]', '[Image]']);
  });

  it('is waited for, and what comes after it waits too', async () => {
    await world.receive(world.message([picture('a')]), world.message('after'));
    await withoutMedia();
    expect(world.hubspot.texts).toEqual([]);
    await world.work();
    expect(world.hubspot.texts).toEqual(['[Image]', 'after']);
  });

  it('that is not there in time is announced in the text and follows it', async () => {
    await world.receive(
      world.message([{ kind: 'text', text: 'look' }, picture('a', { name: 'cat.png' })]),
      world.message('after'),
    );
    await world.scheduler.advance(19_999);
    await withoutMedia();
    expect(world.hubspot.texts).toEqual([]);
    await world.scheduler.advance(1);
    await withoutMedia();
    expect(world.hubspot.texts).toEqual(['look\n[cat.png: the file follows]', 'after']);

    await world.work();
    expect(world.hubspot.texts.slice(2)).toEqual(['[cat.png]']);
    expect(fileIds()).toEqual([[], [], ['file-1']]);
    expect(Date.parse(world.hubspot.published[2]!.timestamp)).toBe(START + 1_001);
    expect(await world.rows(WORK)).toEqual([]);
  });

  it('comes after a text that is being tried again, which says the same as before', async () => {
    world.hubspot.onPublish = () => refusal({ kind: 'ambiguous' });
    await world.receive(world.message([picture('a', { name: 'cat.png' })]));
    await world.scheduler.advance(20_000);
    await withoutMedia();
    await world.work('media');
    world.hubspot.onPublish = (_, call) => ({ ok: true, status: 200, value: { id: `hs-${call}` } });
    await world.after(1_000);

    expect(world.hubspot.published[1]).toEqual(world.hubspot.published[0]);
    expect(world.hubspot.texts).toEqual(['[cat.png: the file follows]', '[cat.png: the file follows]', '[cat.png]']);
  });

  it('is fetched again when its source fails, and given up in the end: the agent is told', async () => {
    fetchMedia = () => Promise.reject(new Error('the source is away'));
    await world.receive(world.message([picture('a', { name: 'cat.png' })]));
    await world.after(0);
    await world.after(20_000);
    expect(world.hubspot.texts).toEqual(['[cat.png: the file follows]']);
    for (let minute = 0; minute < 60; minute += 1) await world.after(60_000);

    expect(world.hubspot.texts.slice(1)).toEqual(['[cat.png: the file could not be fetched]']);
    expect(world.hubspot.published[1]?.attachments).toEqual([{ type: 'UNSUPPORTED_CONTENT' }]);
    expect((await world.journal()).filter((type) => type === 'publication.fileFailed')).toHaveLength(1);
    expect(await world.rows(WORK)).toEqual([]);
  });

  it('that is too large is given up at once', async () => {
    fetchMedia = async () => stream('x'.repeat(101));
    await world.receive(world.message([{ kind: 'text', text: 'look' }, picture('a', { name: 'cat.png' })]));
    await world.work();
    expect(world.hubspot.texts).toEqual(['look\n[cat.png: the file could not be fetched]']);
  });

  it('that says it is too large is not even read', async () => {
    let cancelled = false;
    const body = new ReadableStream({
      cancel() {
        cancelled = true;
      },
    });
    fetchMedia = async () => stream('', { body, size: 101 });
    await world.receive(world.message([picture('a')]));
    await world.work();
    expect([cancelled, world.hubspot.stored]).toEqual([true, []]);
  });

  it('is not given up for failures of HubSpot', async () => {
    world.hubspot.onStore = () => refusal({ kind: 'server', status: 503 });
    await world.receive(world.message([picture('a', { name: 'cat.png' })]));
    await world.work();
    for (let round = 0; round < 20; round += 1) await world.after(300_000);
    expect(world.hubspot.stored.length).toBeGreaterThan(15);
    world.hubspot.onStore = () => ({ ok: true, status: 201, value: { fileId: 'file' } });
    await world.after(300_000);
    expect(fileIds()).toEqual([[], ['file']]);
  });

  it('whose transfer was cut off by a crash is transferred again, under the same name', async () => {
    world.hubspot.onStore = () => {
      throw new Error('killed');
    };
    await world.receive(world.message([picture('a')]));
    await expect(world.work()).rejects.toThrow('killed');
    await world.restart();
    world.hubspot.onStore = () => ({ ok: true, status: 201, value: { fileId: 'file' } });
    await world.work();
    expect(new Set(world.hubspot.stored.map(({ name }) => name)).size).toBe(1);
    expect(fileIds()).toEqual([['file']]);
  });

  it.each([
    ['trickles', 20_000],
    ['stands still', 3_600_000],
  ])('that %s is let go of, and tried again', async (_, everyMs) => {
    let letGo = false;
    const body = new ReadableStream<Uint8Array>(
      {
        async pull(controller) {
          await world.scheduler.sleep(everyMs);
          controller.enqueue(Buffer.from('x'));
        },
        cancel() {
          letGo = true;
        },
      },
      { highWaterMark: 0 },
    );
    const begun = Promise.withResolvers<void>();
    fetchMedia = async () => {
      begun.resolve();
      return stream('', { body });
    };
    await world.receive(world.message([picture('a', { name: 'cat.png' })]));
    const working = world.work('media');
    await begun.promise;
    for (let steps = 0; steps < 16 && !letGo; steps += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      await world.scheduler.advance(20_000);
    }
    await working;
    expect(letGo).toBe(true);
    const [file] = (await world.rows(PUBLICATIONS))[0]!.files;
    expect(file?.state).toBe('pending');
    expect(file?.failures).toBeGreaterThan(0);
    fetchMedia = async () => stream('bytes');
    await world.after(60_000);
    expect(world.hubspot.stored).toMatchObject([{ text: 'bytes' }]);
  });

  it('that is not what it says is stored and shown as what it is', async () => {
    fetchMedia = async () => stream('<!doctype html><script>alert(1)</script>', { type: 'image/png' });
    await world.receive(world.message([picture('a', { name: 'cat.png', type: 'image/png' })]));
    await world.work();
    expect(world.hubspot.stored).toMatchObject([
      { name: expect.stringMatching(/^cat-[0-9a-f]{10}\.html$/), type: 'text/html' },
    ]);
    expect(world.hubspot.published[0]?.attachments).toMatchObject([{ type: 'FILE', fileUsageType: 'OTHER' }]);
  });

  it('that is not what it says and comes after its text is shown as what it is, too', async () => {
    fetchMedia = async () => stream('MZ'.padEnd(90, '\0'));
    await world.receive(world.message([picture('a', { name: 'cat.png' })]));
    await world.scheduler.advance(20_000);
    await withoutMedia();
    await world.work();
    expect(world.hubspot.stored).toMatchObject([{ name: expect.stringMatching(/\.exe$/) }]);
    expect(world.hubspot.published[1]?.attachments).toMatchObject([{ fileUsageType: 'OTHER' }]);
  });

  it('that is in HubSpot Files already is only attached', async () => {
    await world.receive(world.message([{ kind: 'file', ref: { kind: 'hubspot', fileId: '77' }, usage: 'OTHER' }]));
    await withoutMedia();
    expect(fileIds()).toEqual([['77']]);
  });

  it('of a message with several is told apart from the others', async () => {
    fetchMedia = async (url) => (url === 'b' ? Promise.reject(new Error('away')) : stream(url));
    await world.receive(world.message([picture('a'), picture('b', { name: 'b.png' }), picture('c')]));
    await world.after(0);
    await world.after(20_000);
    expect(world.hubspot.texts).toEqual(['[b.png: the file follows]']);
    expect(fileIds()).toEqual([['file-1', 'file-2']]);
    expect((await world.rows(PUBLICATIONS))[0]?.files.map(({ state }) => state)).toEqual([
      'stored',
      'pending',
      'stored',
    ]);
  });
});

describe('a file of an adapter that fetches none', () => {
  it('is fetched from its URL, over a redirect, without credentials', async () => {
    const seen: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      seen.push(request.url, request.headers.authorization);
      if (request.url === '/old') response.writeHead(302, { location: '/new' }).end();
      else response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' }).end('plain');
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    const http = new UndiciTransport({ allowPrivate: ['127.0.0.0/8'] });
    await world.close();
    world = await PublicationWorld.open({ http });
    await world.receive(
      world.message([{ kind: 'file', ref: { kind: 'url', url: `http://127.0.0.1:${port}/old` }, usage: 'OTHER' }]),
    );
    await world.work();
    await http.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));

    expect(seen).toEqual(['/old', undefined, '/new', undefined]);
    expect(world.hubspot.stored).toMatchObject([
      { name: expect.stringMatching(/\.txt$/), type: 'text/plain', text: 'plain' },
    ]);
  });

  it('may come inside the event', async () => {
    await world.receive(
      world.message([{ kind: 'file', ref: { kind: 'inline', base64: 'SGFsbG8=' }, usage: 'OTHER', name: 'a.txt' }]),
    );
    await world.work();
    expect(world.hubspot.stored).toMatchObject([{ text: 'Hallo', name: expect.stringMatching(/^a-.*\.txt$/) }]);
  });
});
