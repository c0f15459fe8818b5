import { describe, expect, it } from '@jest/globals';
import type { AdapterDefinition } from '../../src/contract/adapter-definition.js';
import { opaque } from '../fixtures/fakes/fake-basics.js';
import { PackingProvider, packedParts } from '../fixtures/fakes/packed-parts.js';
import { PolledProvider, polledAlbums } from '../fixtures/fakes/polled-albums.js';
import { pulledReceipts, SilentProvider } from '../fixtures/fakes/pulled-receipts.js';
import { SocketProvider, socketSegments } from '../fixtures/fakes/socket-segments.js';
import { BatchingProvider, sharedBatch } from '../fixtures/fakes/tenant-batch.js';
import { FileServer } from '../fixtures/file-server.js';
import { FullDisk } from '../fixtures/full-disk.js';
import { until } from '../fixtures/until.js';
import { World, type WorldOptions } from '../fixtures/world.js';

const PEER = opaque('peer-1');
const ONE_LINE = [{ key: 'north', address: opaque('us-north') }];
const TWO_LINES = [...ONE_LINE, { key: 'south', address: opaque('us-south') }];

describe('a provider behind a socket, with segments and a receipt for each', () => {
  const bound = { account: { systemId: 'acme' }, lines: TWO_LINES };
  const open = (provider: SocketProvider, more: WorldOptions = {}) =>
    openWith(socketSegments(provider), { ...bound, ...more });

  it('a message has arrived when its last segment has', async () => {
    const provider = new SocketProvider();
    await using world = await open(provider, { channel: { status: { sentWhen: 'delivered' } } });
    const id = write(world, 'twenty-five characters, no');
    await until('it was submitted', () => provider.submitted.length === 3);
    for (const segment of ['s3', 's1'])
      await provider.deliver('acme', { us: 'us-north', id: segment, state: 'delivered' });
    await world.quiet();
    expect(world.told(id)).toEqual([]);
    await provider.deliver('acme', { us: 'us-north', id: 's2', state: 'delivered' });
    await until('HubSpot was told', () => world.told(id).length > 0);
    expect(world.told(id)).toEqual(['SENT']);
  });

  it('one lost segment fails the message', async () => {
    const provider = new SocketProvider();
    await using world = await open(provider);
    const id = write(world, 'twenty-five characters, no');
    await until('it was submitted', () => provider.submitted.length === 3);
    await provider.deliver('acme', { us: 'us-north', id: 's1', state: 'delivered' });
    await provider.deliver('acme', { us: 'us-north', id: 's2', state: 'failed' });
    await world.untilShown(id, 'FAILED');
  });

  it('waits while the socket is broken, and goes on in order when it is there again', async () => {
    const provider = new SocketProvider();
    await using world = await open(provider);
    provider.drop('acme');
    const [one, two] = [write(world, 'one'), write(world, 'two')];
    await world.later(0);
    expect(provider.submitted).toEqual([]);
    await world.pass(60_000, () => provider.submitted.length === 2);
    expect(provider.submitted.map(({ text }) => text)).toEqual(['one', 'two']);
    await until('both were told', () => [one, two].every((id) => world.told(id).length > 0));
  });

  it('brings what customers write to any of the lines that share the bind; what is for none of them is rejected', async () => {
    const provider = new SocketProvider();
    await using world = await open(provider);
    const atMs = world.scheduler.now();
    await provider.deliver('acme', { us: 'us-south', id: 'm1', from: 'peer-1', text: 'to the south', atMs });
    await provider.deliver('acme', { us: 'us-west', id: 'm2', from: 'peer-1', text: 'to nobody', atMs });
    await provider.deliver('acme', { us: 'us-south', id: 'm1', from: 'peer-1', text: 'to the south', atMs });
    await until('it is in HubSpot', () => world.published().length > 0);
    await world.quiet();
    expect(world.published()).toMatchObject([{ text: 'to the south', accountId: world.accountIdOf(1) }]);
  });

  it('hears that nothing was taken while the store cannot be written, and says it again', async () => {
    const provider = new SocketProvider();
    const disk = new FullDisk();
    await using world = await open(provider, { between: disk.between });
    const packet = { us: 'us-south', id: 'm1', from: 'peer-1', text: 'Hello', atMs: world.scheduler.now() };
    disk.full = true;
    await expect(provider.deliver('acme', packet)).rejects.toMatchObject({ code: 'CW_STORE_UNAVAILABLE' });
    disk.full = false;
    await provider.deliver('acme', packet);
    await until('it is in HubSpot', () => world.published().length > 0);
    expect(world.published()).toHaveLength(1);
  });

  it('is unbound by a stop, and bound again by a start', async () => {
    const provider = new SocketProvider();
    await using world = await open(provider);
    await until('it is bound', () => provider.sessions.size === 1);
    await world.connector.stop();
    expect(provider.sessions.size).toBe(0);
    await world.restart();
    await until('it is bound', () => provider.sessions.size === 1);
  });
});

describe('a provider that has to be asked for receipts', () => {
  const open = (provider: SilentProvider) => openWith(pulledReceipts(provider), { lines: ONE_LINE });

  it('is asked at the declared times, until nothing more can come', async () => {
    const provider = new SilentProvider();
    await using world = await open(provider);
    const id = write(world, 'Hello');
    await until('HubSpot was told', () => world.told(id).length > 0);
    const { history } = provider.sent[0]!;
    await world.later(999);
    expect(provider.enquiries).toEqual([]);
    history.push('sent', 'delivered');
    await world.later(1);
    expect(provider.enquiries).toHaveLength(1);
    history.push('read');
    await world.later(9_000);
    expect(world.shown(id)).toBe('READ');
    await world.later(60_000);
    expect(provider.enquiries).toEqual([['q1'], ['q1']]);
  });

  it('may say that it failed', async () => {
    const provider = new SilentProvider();
    await using world = await open(provider);
    const id = write(world, 'Hello');
    await until('the peer has it', () => provider.sent.length > 0);
    provider.sent[0]!.history.push('failed');
    await world.later(1_000);
    expect(world.shown(id)).toBe('FAILED');
    expect(world.failure(id)).toContain('42');
  });

  it('is still asked after a restart', async () => {
    const provider = new SilentProvider();
    await using world = await open(provider);
    const id = write(world, 'Hello');
    await until('HubSpot was told', () => world.told(id).length > 0);
    await world.quiet();
    await world.connector.stop();
    provider.sent[0]!.history.push('read');
    await world.scheduler.advance(5_000);
    await world.restart();
    await world.untilShown(id, 'READ');
  });
});

describe('a provider that takes five things in a call, under a retry key', () => {
  const open = (provider: PackingProvider) => openWith(packedParts(provider), { lines: ONE_LINE });
  const pictures = (count: number) =>
    Array.from({ length: count }, (_, n) => ({ name: `${n}.png`, bytes: Buffer.from(`picture ${n}`) }));

  it('gets eleven things in three calls, in order', async () => {
    const provider = new PackingProvider();
    await using world = await open(provider);
    const id = write(world, 'Ten pictures', { attachments: pictures(10) });
    await until('HubSpot was told', () => world.told(id).length > 0);
    expect(provider.calls).toHaveLength(3);
    expect(new Set(provider.calls).size).toBe(3);
    const names = provider.delivered.map(({ item }) => (item.kind === 'file' ? item.name : item.kind));
    expect(names).toEqual(['text', ...pictures(10).map(({ name }) => name)]);
    expect(world.told(id)).toEqual(['SENT']);
  });

  it('is called again under the same key when an answer is lost, and peers get everything once', async () => {
    const provider = new PackingProvider();
    provider.loseAnswers(2);
    await using world = await open(provider);
    const id = write(world, 'Ten pictures', { attachments: pictures(10) });
    await world.pass(60_000, () => world.told(id).length > 0);
    expect(provider.calls).toHaveLength(5);
    expect(provider.delivered).toHaveLength(11);
    expect(world.told(id)).toEqual(['SENT']);
  });

  it('is called again under the same key after a crash in the middle of a call', async () => {
    const provider = new PackingProvider();
    const answer = Promise.withResolvers<void>();
    await using world = await openWith(slow(packedParts(provider), answer.promise), { lines: ONE_LINE });
    const id = write(world, 'Hello');
    await until('it was taken', () => provider.calls.length === 1);
    await world.crash();
    answer.resolve();
    await world.pass(60_000, () => world.told(id).length > 0);
    expect(provider.calls).toHaveLength(2);
    expect(new Set(provider.calls).size).toBe(1);
    expect(provider.delivered).toHaveLength(1);
  });
});

describe('a provider that is polled, and sends an album picture by picture', () => {
  it('an album becomes one message, in its own order; texts around it keep their places', async () => {
    const provider = new PolledProvider();
    await using files = await FileServer.start();
    await using world = await openWith(polledAlbums(provider), { lines: ONE_LINE });
    const atMs = world.scheduler.now();
    const picture = (index: number) => ({
      url: files.add('image/png', `picture ${index}`),
      album: { id: 'album-1', index },
    });
    provider.emit(
      { id: 1, chat: 'peer-1', atMs, text: 'before' },
      { id: 2, chat: 'peer-1', atMs: atMs + 1, picture: picture(1) },
      { id: 3, chat: 'peer-1', atMs: atMs + 1, text: 'the first of two', picture: picture(0) },
      { id: 4, chat: 'peer-1', atMs: atMs + 2, text: 'after' },
    );
    await until('the first is in HubSpot', () => world.published().length > 0);
    await world.quiet();
    await world.later(1_000);
    await until('all are in HubSpot', () => world.published().length === 3);
    const [before, album, after] = world.published();
    expect([before?.text, after?.text]).toEqual(['before', 'after']);
    expect(album?.text).toContain('the first of two');
    expect(album?.attachments).toHaveLength(2);
  });

  it('is asked again for what could not be stored', async () => {
    const provider = new PolledProvider();
    const disk = new FullDisk();
    await using world = await openWith(polledAlbums(provider), { lines: ONE_LINE, between: disk.between });
    disk.full = true;
    provider.emit({ id: 7, chat: 'peer-1', atMs: world.scheduler.now(), text: 'seven' });
    await until('it could not be stored', () => world.log.lines.some(({ message }) => message === 'connection broke'));
    disk.full = false;
    await world.pass(60_000, () => world.published().length > 0);
    expect(provider.offsets).toEqual(
      Array(provider.offsets.length - 1)
        .fill(0)
        .concat(7),
    );
  });

  it('is asked after a restart for what comes after the last thing kept, and nothing comes twice', async () => {
    const provider = new PolledProvider();
    await using world = await openWith(polledAlbums(provider), { lines: ONE_LINE });
    provider.emit({ id: 7, chat: 'peer-1', atMs: world.scheduler.now(), text: 'seven' });
    await until('it is in HubSpot', () => world.published().length === 1);
    await world.quiet();
    await world.restart();
    await until('it is asked', () => provider.offsets.length >= 3);
    expect(provider.offsets.at(-1)).toBe(7);
    provider.emit({ id: 8, chat: 'peer-1', atMs: world.scheduler.now(), text: 'eight' });
    await until('it is in HubSpot', () => world.published().length === 2);
    expect(world.published().map(({ text }) => text)).toEqual(['seven', 'eight']);
  });
});

describe('a provider that puts several tenants into one signed webhook', () => {
  const lines = TWO_LINES.map((line) => ({ ...line, settings: { tenant: `tenant-${line.key}` } }));
  const open = (provider: BatchingProvider) =>
    openWith(sharedBatch(provider), { lines, settings: { appSecret: [provider.appSecret] } });
  const post = (world: World, { headers, body }: { headers: Record<string, string>; body: Uint8Array }) =>
    fetch(`${world.publicUrl}/providers/chat`, { method: 'POST', headers, body: Buffer.from(body) });

  it('each gets its own; what is nobody’s is rejected, what nobody can read is kept', async () => {
    const provider = new BatchingProvider('shared');
    await using world = await open(provider);
    const entry = (tenant: string, id: string) => ({
      tenant,
      id,
      from: 'peer-1',
      text: `${id} for ${tenant}`,
      atMs: world.scheduler.now(),
    });
    const batch = provider.batch([
      entry('tenant-south', 'e1'),
      entry('tenant-west', 'e2'),
      { poison: true },
      entry('tenant-north', 'e3'),
    ]);
    expect((await post(world, batch)).status).toBe(200);
    expect((await post(world, batch)).status).toBe(200);
    await until('both are in HubSpot', () => world.published().length === 2);
    await world.quiet();
    const places = world.published().map(({ text, accountId }) => [text, accountId]);
    expect(Object.fromEntries(places)).toEqual({
      'e1 for tenant-south': world.accountIdOf(1),
      'e3 for tenant-north': world.accountIdOf(0),
    });
    expect(await world.deadLetters()).toMatchObject([{ kind: 'unparsable', channel: 'chat' }]);
  });

  it('and sends each tenant’s messages as that tenant', async () => {
    const provider = new BatchingProvider('shared');
    await using world = await open(provider);
    const id = write(world, 'Hello', { accountId: world.accountIdOf(1) });
    await until('HubSpot was told', () => world.told(id).length > 0);
    expect(provider.sent).toEqual([{ tenant: 'tenant-south', to: 'peer-1', text: 'Hello' }]);
  });
});

function openWith(adapter: unknown, options: Omit<WorldOptions, 'adapter'>): Promise<World> {
  return World.open({ ...options, adapter: adapter as AdapterDefinition });
}

function write(world: World, text: string, more: Parameters<World['agentWrites']>[1] = {}): string {
  return world.agentWrites(text, { to: [PEER], ...more });
}

/** The provider does its work at once, but the first answer comes only with `answer`. */
function slow(definition: unknown, answer: Promise<void>): AdapterDefinition {
  const made = definition as AdapterDefinition;
  return {
    ...made,
    create(deps) {
      const adapter = made.create!(deps);
      return {
        ...adapter,
        async send(part, ctx) {
          const outcome = await adapter.send(part, ctx);
          await answer;
          return outcome;
        },
      };
    },
  };
}
