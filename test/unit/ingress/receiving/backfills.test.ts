import { describe, expect, it } from '@jest/globals';
import type { ChannelAdapter, ProviderEvent } from 'channelwright/adapter';
import { Backfills } from '../../../../src/ingress/receiving/backfills.js';
import { dedupeKey } from '../../../../src/ingress/webhooks/dedupe.js';
import { callScopes } from '../../../../src/transport/call-scope.js';
import { adapterWith } from '../ingress-world.js';
import { ReceiverWorld } from '../receiver-world.js';

const event = (account: string, key: string): ProviderEvent => ({
  account,
  dedupeKey: key,
  kind: 'optOut',
  peer: { type: 'HS_PHONE_NUMBER', value: '+15550199' },
});

function catchingUp(backfill: NonNullable<ChannelAdapter['backfill']>, ...keys: string[]): ReceiverWorld {
  const world = new ReceiverWorld();
  const { definition, adapter } = adapterWith({ backfill });
  world.ingress.addChannel('chat', definition, adapter, []);
  for (const key of keys) world.account(key);
  return world;
}

/** Pages of one event each, numbered; fails before a page where told to. */
function pages(last: number, failBefore?: { page: number }) {
  const begun: (string | undefined)[] = [];
  const backfill: NonNullable<ChannelAdapter['backfill']> = async function* (checkpoint, { key }) {
    begun.push(checkpoint);
    for (let page = Number(checkpoint ?? 0) + 1; page <= last; page += 1) {
      if (failBefore?.page === page) {
        delete (failBefore as { page?: number }).page;
        throw new Error('503');
      }
      yield { events: [event(key, `e-${page}`)], checkpoint: `${page}` };
    }
  };
  return { begun, backfill };
}

describe('catching up', () => {
  it('appends page by page, with the checkpoint of each, under the dedupe keys of the webhook', async () => {
    const world = catchingUp(pages(2).backfill, 'one');
    new Backfills(world.deps()).refresh();
    await world.scheduler.settle();
    expect(world.ingress.appends.map((events) => events.map(({ kind, dedupeKey }) => dedupeKey ?? kind))).toEqual([
      [dedupeKey('p', 'one', 'e-1'), 'checkpoint'],
      [dedupeKey('p', 'one', 'e-2'), 'checkpoint'],
    ]);
  });

  it('makes its requests only while this process may call', async () => {
    const world = catchingUp(async function* (_, { key }) {
      for (let page = 1; page < 10; page += 1) {
        callScopes.getStore()!.assertLicensed();
        yield { events: [event(key, `e-${page}`)], checkpoint: `${page}` };
        world.licensed = false;
      }
    }, 'one');
    new Backfills(world.deps()).refresh();
    await world.scheduler.settle();
    expect(world.told).toHaveLength(1);
  });

  it('goes on from the last durable page after a failure', async () => {
    const { begun, backfill } = pages(3, { page: 3 });
    const world = catchingUp(backfill, 'one');
    new Backfills(world.deps()).refresh();
    await world.scheduler.advance(10_000);
    expect(begun).toEqual([undefined, '2']);
    expect(world.told).toHaveLength(3);
  });

  it('does not hold up the end of the process when a page never comes', async () => {
    const world = catchingUp(async function* () {
      await new Promise(() => undefined);
      yield { events: [], checkpoint: '1' };
    }, 'one');
    const backfills = new Backfills(world.deps());
    backfills.refresh();
    await world.scheduler.settle();
    const stopped = backfills.stop();
    await world.scheduler.advance(5_000);
    await stopped;
  });

  it('goes on from there in the next process', async () => {
    const { begun, backfill } = pages(2);
    const world = catchingUp(backfill, 'one');
    new Backfills(world.deps()).refresh();
    await world.scheduler.settle();
    world.fold();
    new Backfills(world.deps()).refresh();
    await world.scheduler.settle();
    expect(begun).toEqual([undefined, '2']);
  });

  it('happens once for each account, and again when something may have been missed', async () => {
    const { begun, backfill } = pages(1);
    const world = catchingUp(backfill, 'one', 'two');
    const backfills = new Backfills(world.deps());
    backfills.refresh();
    await world.scheduler.settle();
    world.account('three');
    backfills.refresh();
    await world.scheduler.settle();
    expect(begun).toEqual([undefined, undefined, undefined]);
    backfills.run();
    await world.scheduler.settle();
    expect(begun.slice(3)).toEqual(['1', '1', '1']);
  });

  it('leaves accounts alone that are not in use', async () => {
    const { begun, backfill } = pages(1);
    const world = catchingUp(backfill);
    world.account('one', {}, 'disabled');
    new Backfills(world.deps()).refresh();
    await world.scheduler.settle();
    expect(begun).toEqual([]);
  });

  it('goes on trying however long a provider is away, and ends with the process', async () => {
    let tries = 0;
    let isAway = true;
    const world = catchingUp(async function* (_, { key }) {
      tries += 1;
      if (isAway) throw new Error('503');
      yield { events: [event(key, 'e-1')], checkpoint: '1' };
    }, 'one');
    const backfills = new Backfills(world.deps());
    backfills.refresh();
    await world.scheduler.advance(10 * 3_600_000);
    expect(tries).toBeLessThan(10 * 6 * 2 + 10);
    expect(world.told).toEqual([]);
    isAway = false;
    await world.scheduler.advance(20 * 60_000);
    expect(world.told).toHaveLength(1);
    const caughtUp = tries;
    isAway = true;
    backfills.run();
    await world.scheduler.settle();
    await backfills.stop();
    await world.scheduler.advance(3_600_000);
    expect(tries).toBe(caughtUp + 1);
  });

  it('is not held up by accounts that do not work', async () => {
    const bad = ['bad-1', 'bad-2', 'bad-3', 'bad-4'];
    const world = catchingUp(
      async function* (_, { key }) {
        if (bad.includes(key)) throw new Error('401');
        yield { events: [event(key, 'e-1')], checkpoint: '1' };
      },
      ...bad,
      'good',
    );
    const backfills = new Backfills(world.deps());
    backfills.refresh();
    await world.scheduler.settle();
    expect(world.told).toHaveLength(1);
    await backfills.stop();
  });

  it('has a few accounts under way at once', async () => {
    let underWay = 0;
    let most = 0;
    const world = catchingUp(
      async function* () {
        underWay += 1;
        most = Math.max(most, underWay);
        await new Promise((resolve) => setImmediate(resolve));
        underWay -= 1;
        yield { events: [], checkpoint: '1' };
      },
      ...Array.from({ length: 12 }, (_, index) => `account-${index}`),
    );
    new Backfills(world.deps()).refresh();
    for (let turn = 0; turn < 10; turn += 1) await world.scheduler.settle();
    expect(most).toBe(4);
    expect(world.ingress.appends).toHaveLength(12);
  });
});

describe('catching up with a portal that another process takes over', () => {
  it('is left off, and begun anew from the store when the portal comes back', async () => {
    const begun: (string | undefined)[] = [];
    const world = catchingUp(async function* (checkpoint) {
      begun.push(checkpoint);
      yield { events: [event('one', 'e-1')], checkpoint: 'ours' };
      await world.scheduler.sleep(1_000);
      yield { events: [event('one', 'e-2')], checkpoint: 'ours, later' };
    }, 'one');
    const backfills = new Backfills(world.deps());
    backfills.refresh();
    await world.scheduler.settle();
    world.foreign.add('62515');
    const released = backfills.released();
    await world.scheduler.advance(1_000);
    await released;
    backfills.run();
    expect(world.told).toHaveLength(1);

    world.checkpoints.set('backfill|one', 'theirs');
    world.foreign.clear();
    backfills.refresh();
    await world.scheduler.settle();
    expect(begun).toEqual([undefined, 'theirs']);
    const stopped = backfills.stop();
    await world.scheduler.advance(1_000);
    await stopped;
  });
});
