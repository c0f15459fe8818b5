import { describe, expect, it } from '@jest/globals';
import { opaque } from '../fixtures/fakes/fake-basics.js';
import { UploadServer, uploading } from '../fixtures/fakes/uploading.js';
import { until } from '../fixtures/until.js';
import { World } from '../fixtures/world.js';

const text = (content: string) => Buffer.from(content).toString('base64');
const FILE = { name: 'offer.pdf', contentType: 'application/pdf', base64: text('an offer') };
const PEER = [opaque('ada')];

async function open(provider: UploadServer, maxBytes?: number): Promise<World> {
  const adapter = uploading(provider.url, maxBytes);
  return World.open({ adapter, lines: [{ key: 'line', address: opaque('us') }] });
}

const write = (world: World, words: string, attachments: object[] = [FILE]) =>
  world.agentWrites(words, { to: PEER, attachments: attachments as (typeof FILE)[] });

describe('a file that is uploaded', () => {
  it('reaches the peer after its text', async () => {
    await using provider = await UploadServer.start();
    await using world = await open(provider);
    const id = write(world, 'Look');
    await until('it was told', () => world.told(id).length > 0);
    expect([provider.sent, provider.uploads, world.told(id)]).toEqual([['Look', 'an offer'], [8], ['SENT']]);
  });

  it('may take minutes', async () => {
    await using provider = await UploadServer.start();
    await using world = await open(provider);
    const held = Promise.withResolvers<void>();
    provider.held = held.promise;
    const id = write(world, '');
    await until('it is uploaded', () => provider.uploads[0] === 8);
    await world.scheduler.advance(4 * 60_000);
    held.resolve();
    await until('it was told', () => world.told(id).length > 0);
    expect([provider.sent, world.told(id)]).toEqual([['an offer'], ['SENT']]);
  });

  it('is uploaded again where the upload broke off: nothing had been sent by then', async () => {
    await using provider = await UploadServer.start();
    await using world = await open(provider);
    provider.refuse = (request) => {
      provider.refuse = undefined;
      request.socket.resetAndDestroy();
    };
    const id = write(world, '');
    await world.pass(10_000, () => world.told(id).length > 0);
    expect([provider.sent, provider.uploads, world.told(id)]).toEqual([['an offer'], [8, 8], ['SENT']]);
  });

  it('is not sent where it turns out to be larger than the provider takes', async () => {
    await using provider = await UploadServer.start();
    await using world = await open(provider, 7);
    // Nothing was known of its size when it was planned.
    world.trouble('files.get', { kind: 'error', status: 404 });
    const id = write(world, 'Look');
    await world.untilShown(id, 'FAILED');
    expect(provider.sent).toEqual(['Look']);
    expect(world.failure(id)).toMatch(/too large/);
  });
});

describe('a file that HubSpot does not give', () => {
  it('because it is gone: the text went before it, and the agent reads why the file did not', async () => {
    await using provider = await UploadServer.start();
    await using world = await open(provider);
    for (const operation of ['files.get', 'files.signedUrl'] as const) {
      world.trouble(operation, { kind: 'error', status: 404 }, 100);
    }
    const id = write(world, 'Look');
    await world.untilShown(id, 'FAILED');
    expect(provider.sent).toEqual(['Look']);
    expect(world.failure(id)).toMatch(/file could not be read/);
  });

  it('because it never begins to: its part is given up, and what comes after it is sent', async () => {
    await using provider = await UploadServer.start();
    await using world = await open(provider);
    world.trouble('files.content', { kind: 'latency', ms: 3_600_000 }, 100);
    const id = write(world, 'Look');
    await until('the text has gone', () => provider.sent.length === 1);
    const next = write(world, 'Next', []);
    await world.pass(15 * 60_000, () => world.told(next).length > 0);
    expect([provider.sent, world.shown(id), world.shown(next)]).toEqual([['Look', 'Next'], 'FAILED', 'SENT']);
    expect(world.failure(id)).toMatch(/file could not be read/);
  });

  it('not even its name, for a while: the text does not wait for ever', async () => {
    await using provider = await UploadServer.start();
    await using world = await open(provider);
    world.trouble('files.get', { kind: 'error', status: 503 }, 100);
    const id = write(world, 'Look');
    await world.pass(60_000, () => world.told(id).length > 0);
    expect([provider.sent, world.told(id)]).toEqual([['Look', 'an offer'], ['SENT']]);
  });
});
