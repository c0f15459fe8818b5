import { describe, expect, it } from '@jest/globals';
import type { AdapterDefinition, ChannelAdapter, Connection, EventSink } from 'channelwright/adapter';
import { Sockets } from '../../../../src/ingress/receiving/sockets.js';
import { callScopes } from '../../../../src/transport/call-scope.js';
import { PolledProvider, polledAlbums } from '../../../fixtures/fakes/polled-albums.js';
import { SocketProvider, socketSegments } from '../../../fixtures/fakes/socket-segments.js';
import { adapterWith } from '../ingress-world.js';
import { ReceiverWorld } from '../receiver-world.js';

const asDefinition = (definition: unknown) => definition as AdapterDefinition;

function sharedBinds() {
  const world = new ReceiverWorld();
  const provider = new SocketProvider();
  world.addChannel(asDefinition(socketSegments(provider)));
  world.account('one', { systemId: 'bind-1' });
  world.account('two', { systemId: 'bind-1' });
  world.account('three', { systemId: 'bind-2' });
  return { world, provider };
}

const message = (us: string, id = 'p-1') => ({ us, id, from: 'ann', text: 'Hallo', atMs: 1 });

const optOut = { dedupeKey: 'k', kind: 'optOut', peer: { type: 'HS_PHONE_NUMBER', value: '+15550199' } } as const;

/** A channel whose `connect` is the test's. */
function connecting(
  connect: NonNullable<ChannelAdapter['connect']>,
  connectionKey?: AdapterDefinition['connectionKey'],
): ReceiverWorld {
  const world = new ReceiverWorld();
  const { definition, adapter } = adapterWith({ connect });
  world.ingress.addChannel('chat', { ...definition, ...(connectionKey ? { connectionKey } : {}) }, adapter, []);
  world.account('one');
  return world;
}

describe('connections', () => {
  it('are one for all accounts that share a key; what they bring is stored before it is acknowledged', async () => {
    const { world, provider } = sharedBinds();
    const sockets = new Sockets(world.deps());
    sockets.refresh();
    expect([...provider.sessions.keys()]).toEqual(['bind-1', 'bind-2']);
    await world.scheduler.settle();
    await provider.deliver('bind-1', message('us-two'));
    expect(world.told).toEqual([expect.objectContaining({ kind: 'provider.event', account: 'two', portal: '62515' })]);
    await sockets.stop();
    expect(provider.sessions.size).toBe(0);
  });

  it('cannot bring what belongs to an account of another connection', async () => {
    const { world, provider } = sharedBinds();
    const sockets = new Sockets(world.deps());
    sockets.refresh();
    await provider.deliver('bind-2', message('us-one'));
    expect(world.told).toEqual([]);
    expect(world.ingress.counted).toContain('foreign chat');
    await sockets.stop();
  });

  it('lose nothing for an account that comes while they are open', async () => {
    const sinks: EventSink[] = [];
    const world = connecting(
      async (_, sink) => {
        sinks.push(sink);
        return { closed: new Promise<void>(() => undefined), close: async () => undefined };
      },
      () => 'the same',
    );
    const sockets = new Sockets(world.deps());
    sockets.refresh();
    world.account('two');
    sockets.refresh();
    // The one that was opened first has not ended yet, and goes on handing over.
    await sinks[0]!.commit([{ ...optOut, account: 'two' }], 'behind it');
    expect(world.told).toMatchObject([{ kind: 'provider.event', account: 'two' }]);
    await sockets.stop();
  });

  it('make their requests only while this process may call', async () => {
    let assert: (() => void) | undefined;
    const world = connecting(async () => {
      await Promise.resolve();
      assert = callScopes.getStore()?.assertLicensed;
      return { closed: new Promise<void>(() => undefined), close: async () => undefined };
    });
    const sockets = new Sockets(world.deps());
    sockets.refresh();
    await world.scheduler.settle();
    expect(assert).not.toThrow();
    world.licensed = false;
    expect(assert).toThrow('not licensed');
    await sockets.stop();
  });

  it('are not opened for an account that the adapter says needs none', async () => {
    const opened: string[] = [];
    const world = new ReceiverWorld();
    const { definition, adapter } = adapterWith({
      async connect(accounts) {
        opened.push(...accounts.map(({ key }) => key));
        return { closed: new Promise<void>(() => undefined), close: async () => undefined };
      },
    });
    const connectionKey = ({ key }: { key: string }) => (key === 'by-webhook' ? undefined : key);
    world.ingress.addChannel('chat', { ...definition, connectionKey }, adapter, []);
    world.account('by-webhook');
    world.account('by-poll');
    const sockets = new Sockets(world.deps());
    sockets.refresh();
    expect(opened).toEqual(['by-poll']);
    await sockets.stop();
  });

  it('learn when the store cannot write, and must not acknowledge then', async () => {
    const { world, provider } = sharedBinds();
    const sockets = new Sockets(world.deps());
    sockets.refresh();
    world.ingress.storeWorks = false;
    await expect(provider.deliver('bind-1', message('us-one'))).rejects.toMatchObject({ code: 'CW_STORE_UNAVAILABLE' });
    await sockets.stop();
  });

  it('that break after a good while are opened again soon', async () => {
    const opened: number[] = [];
    let broken: () => void = () => undefined;
    const world = connecting(async () => {
      opened.push(world.scheduler.now());
      const { promise, reject } = Promise.withResolvers<void>();
      broken = () => reject(new Error('reset'));
      return { closed: promise, close: async () => undefined };
    });
    const sockets = new Sockets(world.deps());
    sockets.refresh();
    for (let breaks = 1; breaks <= 10; breaks += 1) {
      await world.scheduler.advance(60_000);
      broken();
      await world.scheduler.advance(1_000);
      expect(opened).toHaveLength(breaks + 1);
    }
    await sockets.stop();
  });

  it('that cannot be opened are tried at growing distances', async () => {
    const tries: number[] = [];
    const world = connecting(async () => {
      tries.push(world.scheduler.now());
      throw new Error('refused');
    });
    const sockets = new Sockets(world.deps());
    sockets.refresh();
    await world.scheduler.advance(600_000);
    const pauses = tries.slice(1).map((at, index) => at - tries[index]!);
    expect(pauses[0]).toBeLessThanOrEqual(1_000);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(60_000);
    expect(pauses.at(-1)).toBeGreaterThanOrEqual(30_000);
    await sockets.stop();
  });

  it('are opened anew when their accounts or settings change, and closed when none is left', async () => {
    const { world, provider } = sharedBinds();
    const sockets = new Sockets(world.deps());
    sockets.refresh();
    const before = provider.sessions.get('bind-2');
    sockets.refresh();
    await world.scheduler.settle();
    expect(provider.sessions.get('bind-2')).toBe(before);

    world.account('three', { systemId: 'bind-3' });
    world.account('one', { systemId: 'bind-1' }, 'disabled');
    world.account('two', { systemId: 'bind-1' }, 'purged');
    sockets.refresh();
    await world.scheduler.settle();
    expect([...provider.sessions.keys()]).toEqual(['bind-3']);
    await sockets.stop();
  });

  it('say when they are open, so that what was missed can be fetched', async () => {
    const { world, provider } = sharedBinds();
    const opened: string[][] = [];
    const sockets = new Sockets(world.deps(), { opened: (accounts) => opened.push(accounts.map(({ key }) => key)) });
    sockets.refresh();
    await world.scheduler.settle();
    provider.drop('bind-2');
    await world.scheduler.advance(1_000);
    expect(opened).toEqual([['one', 'two'], ['three'], ['three']]);
    await sockets.stop();
  });

  it('that do not end when they should do not keep the process', async () => {
    const never = new Promise<never>(() => undefined);
    const stuck: Connection = { closed: never, close: () => never };
    for (const connect of [async () => stuck, () => never]) {
      const world = connecting(connect);
      const sockets = new Sockets(world.deps());
      sockets.refresh();
      await world.scheduler.settle();
      const stopped = sockets.stop();
      await world.scheduler.advance(5_000);
      await stopped;
    }
  });
});

describe('a poll loop', () => {
  it('goes on where what was read is durable, also in the next process', async () => {
    const world = new ReceiverWorld();
    const provider = new PolledProvider();
    world.addChannel(asDefinition(polledAlbums(provider)));
    world.account('one');
    const first = new Sockets(world.deps());
    first.refresh();
    provider.emit({ id: 7, chat: 'ann', atMs: 1, text: 'Hallo' }, { id: 8, chat: 'ann', atMs: 2, text: 'Du' });
    await world.scheduler.settle();
    await first.stop();
    // Events and checkpoint are one append.
    expect(world.ingress.appends.map((events) => events.map(({ kind }) => kind))).toEqual([
      ['provider.event', 'provider.event', 'checkpoint'],
    ]);

    world.fold();
    const second = new Sockets(world.deps());
    second.refresh();
    await world.scheduler.settle();
    expect(provider.offsets.at(-1)).toBe(8);
    await second.stop();
  });

  it('goes on there after a break, though the checkpoint has not been folded yet', async () => {
    const checkpoints: (string | undefined)[] = [];
    const world = connecting(async (_, sink) => {
      checkpoints.push(await sink.checkpoint());
      await sink.commit([], `${checkpoints.length}`);
      throw new Error('reset');
    });
    const sockets = new Sockets(world.deps());
    sockets.refresh();
    await world.scheduler.advance(1_000);
    expect(checkpoints).toEqual([undefined, '1']);
    await sockets.stop();
  });

  it('begins again where it was when the store could not write', async () => {
    const world = new ReceiverWorld();
    const provider = new PolledProvider();
    world.addChannel(asDefinition(polledAlbums(provider)));
    world.account('one');
    world.ingress.storeWorks = false;
    const sockets = new Sockets(world.deps());
    sockets.refresh();
    provider.emit({ id: 7, chat: 'ann', atMs: 1, text: 'Hallo' });
    await world.scheduler.settle();
    expect(world.told).toEqual([]);
    world.ingress.storeWorks = true;
    await world.scheduler.advance(60_000);
    expect(world.told).toHaveLength(1);
    await sockets.stop();
  });
});

describe('connections of a portal that another process takes over', () => {
  it('are closed before that is said, and opened again where the other has read up to', async () => {
    const checkpoints: (string | undefined)[] = [];
    const closing = Promise.withResolvers<void>();
    const world = connecting(async (_, sink) => {
      checkpoints.push(await sink.checkpoint());
      await sink.commit([], 'ours');
      const closed = new Promise<void>(() => undefined);
      return { closed, close: () => closing.promise };
    });
    const sockets = new Sockets(world.deps());
    sockets.refresh();
    await world.scheduler.settle();
    world.foreign.add('62515');
    let isReleased = false;
    const released = sockets.released().then(() => {
      isReleased = true;
    });
    await world.scheduler.settle();
    expect(isReleased).toBe(false);
    closing.resolve();
    await released;

    const [key] = world.ingress.inbox.flatMap(({ body }) => (body as { key?: string }).key ?? []);
    world.checkpoints.set(key!, 'theirs');
    world.foreign.clear();
    sockets.refresh();
    await world.scheduler.settle();
    expect(checkpoints).toEqual([undefined, 'theirs']);
    await sockets.stop();
  });

  it('are not opened here', async () => {
    const { world, provider } = sharedBinds();
    world.foreign.add('62515');
    const sockets = new Sockets(world.deps());
    sockets.refresh();
    await world.scheduler.settle();
    expect(provider.sessions.size).toBe(0);
    await sockets.stop();
  });
});
