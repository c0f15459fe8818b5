import { describe, expect, it } from '@jest/globals';
import { DueWork } from '../../../../src/outbox/due/due-work.js';
import { SoleOwner } from '../../../../src/outbox/sole-owner.js';
import type { WorkHandler } from '../../../../src/outbox/work-handler.js';
import { WORK, type WorkRow } from '../../../../src/outbox/work-row.js';
import { ManualScheduler } from '../../../../src/testing/manual-scheduler.js';
import { MemoryDisk } from '../../../fixtures/memory-disk.js';
import { MemoryStore } from '../../../fixtures/memory-store.js';
import { SilentLog } from '../../../fixtures/silent-log.js';

type Run = (work: WorkRow) => Promise<{ againAtMs: number } | undefined>;

/** Time that goes on while something is done. */
class GoingOn extends ManualScheduler {
  aheadMs = 0;

  override now(): number {
    return super.now() + this.aheadMs;
  }
}

/** Two queues of work whose handlers do what a test says; what has run is on record. */
function working(run: Run, limits = { concurrency: 4, perPortal: 2 }, scheduler = new ManualScheduler()) {
  const store = MemoryStore.engine(new MemoryDisk());
  const ran: string[] = [];
  const held = new Map<string, number>();
  const handler = (queue: string): WorkHandler => ({
    queue,
    ...limits,
    heldUntil: (portal) => held.get(portal),
    run: (work) => {
      ran.push(work.key);
      return run(work);
    },
  });
  const due = new DueWork(store, [handler('calls'), handler('urgent')], scheduler, new SilentLog(), new SoleOwner(1));
  const row = (key: string, { dueAtMs = scheduler.now(), portal = '1', queue = 'calls' } = {}): WorkRow => ({
    key,
    queue,
    app: 'main',
    portal,
    slot: 1,
    dueAtMs,
    leased: false,
    ref: key,
  });
  const put = async (...rows: WorkRow[]) => {
    await store.commit(
      rows.map((work) => ({
        op: 'put' as const,
        table: WORK.name,
        key: work.key,
        columns: WORK.columns(work),
        doc: JSON.stringify(work),
      })),
    );
    due.committed(rows.map((work) => ({ key: work.key, row: work })));
    await scheduler.settle();
  };
  const done = async (key: string) => {
    await store.commit([{ op: 'remove', table: WORK.name, key }]);
    due.committed([{ key, row: undefined }]);
    return undefined;
  };
  due.start();
  const hold = (portal: string, untilMs: number) => held.set(portal, untilMs);
  return { scheduler, store, ran, row, put, done, hold, due };
}

describe('due work', () => {
  it('is found behind any number of rows of the same portal that keep a pace', async () => {
    const world = working(async (work) =>
      work.key.startsWith('slow') ? { againAtMs: world.scheduler.now() + 60_000 } : world.done(work.key),
    );
    await world.put(...Array.from({ length: 60 }, (_, n) => world.row(`slow-${String(n).padStart(2, '0')}`)));
    await world.scheduler.settle();
    await world.put(world.row('zz-quick'));
    await world.scheduler.advance(100);
    expect(world.ran).toContain('zz-quick');
  });

  it('goes on after its rest, also where something else was due before that', async () => {
    const world = working(async (work) =>
      world.ran.length === 1 ? { againAtMs: world.scheduler.now() + 100 } : world.done(work.key),
    );
    await world.put(world.row('rests'));
    await world.put(world.row('other', { dueAtMs: world.scheduler.now() + 50 }));
    await world.scheduler.advance(99);
    expect(world.ran).toEqual(['rests', 'other']);
    await world.scheduler.advance(1);
    expect(world.ran).toEqual(['rests', 'other', 'rests']);
  });

  it('goes on after its rest, also where that ends while it is looked for', async () => {
    const scheduler = new GoingOn();
    const world = working(
      async (work) => (world.ran.length === 1 ? { againAtMs: scheduler.now() + 100 } : world.done(work.key)),
      undefined,
      scheduler,
    );
    await world.put(world.row('rests'));
    await world.put(world.row('other', { dueAtMs: scheduler.now() + 99, queue: 'urgent' }));
    const { due } = world.store;
    world.store.due = (query) => {
      scheduler.aheadMs = 1;
      return due.call(world.store, query);
    };
    await scheduler.advance(99);
    await scheduler.advance(10_000);
    expect(world.ran).toEqual(['rests', 'other', 'rests']);
  });

  it('goes on when its portal is no longer held, also where something else was due before that', async () => {
    const world = working((work) => world.done(work.key));
    const untilMs = world.scheduler.now() + 100;
    world.hold('main/1', untilMs);
    await world.put(world.row('held'));
    await world.put({ ...world.row('other', { dueAtMs: world.scheduler.now() + 50 }), portal: '2' });
    await world.scheduler.advance(99);
    expect(world.ran).toEqual(['other']);
    await world.scheduler.advance(1);
    expect(world.ran).toEqual(['other', 'held']);
  });

  it('goes on as soon as its portal is released: what was held, and what rested', async () => {
    const world = working(async (work) =>
      work.key === 'rests' && world.ran.length === 1
        ? { againAtMs: world.scheduler.now() + 60_000 }
        : world.done(work.key),
    );
    await world.put(world.row('rests'));
    world.hold('main/1', world.scheduler.now() + 60_000);
    await world.put(world.row('held'), world.row('elsewhere', { portal: '2' }));
    expect(world.ran).toEqual(['rests', 'elsewhere']);
    world.hold('main/1', 0);
    world.due.release('main/1');
    await world.scheduler.settle();
    expect(world.ran.slice(2).sort()).toEqual(['held', 'rests']);
  });

  it('does not rest when it was written again since', async () => {
    const world = working(async (work) =>
      world.ran.length === 1 ? { againAtMs: world.scheduler.now() + 60_000 } : world.done(work.key),
    );
    await world.put(world.row('lane'));
    expect(world.ran).toEqual(['lane']);
    await world.put(world.row('lane'));
    expect(world.ran).toEqual(['lane', 'lane']);
  });

  it('does not rest on what its handler read before it was written again', async () => {
    const reading = Promise.withResolvers<void>();
    const world = working(async (work) => {
      if (world.ran.length > 1) return world.done(work.key);
      await reading.promise;
      return { againAtMs: world.scheduler.now() + 60_000 };
    });
    await world.put(world.row('lane'));
    await world.put(world.row('lane'));
    reading.resolve();
    await world.scheduler.settle();
    expect(world.ran).toEqual(['lane', 'lane']);
  });

  it('runs again once it has ended, when it became due again meanwhile', async () => {
    const first = Promise.withResolvers<void>();
    const world = working(async (work) => {
      if (world.ran.length > 1) return world.done(work.key);
      await first.promise;
      return undefined;
    });
    await world.put(world.row('lane'));
    await world.put(world.row('lane'));
    expect(world.ran).toEqual(['lane']);
    first.resolve();
    await world.scheduler.settle();
    expect(world.ran).toEqual(['lane', 'lane']);
  });

  it('is never begun twice at once, though it may have changed its queue', async () => {
    const first = Promise.withResolvers<void>();
    const world = working(async (work) => {
      if (work.queue === 'urgent') return world.done(work.key);
      await first.promise;
      return undefined;
    });
    await world.put(world.row('status'));
    await world.put(world.row('status', { queue: 'urgent' }));
    world.due.start();
    await world.scheduler.settle();
    expect(world.ran).toEqual(['status']);
    first.resolve();
    await world.scheduler.settle();
    expect(world.ran).toEqual(['status', 'status']);
  });

  it('keeps the limits, and goes on in turns of the portals as places become free', async () => {
    const places: (() => void)[] = [];
    const world = working(async (work) => {
      await new Promise<void>((resolve) => places.push(resolve));
      return world.done(work.key);
    });
    await world.put(...['a1', 'a2', 'a3', 'a4'].map((key) => world.row(key, { portal: 'a' })));
    expect(world.ran).toEqual(['a1', 'a2']);
    await world.put(...['b1', 'b2', 'b3'].map((key) => world.row(key, { portal: 'b' })));
    expect(world.ran).toEqual(['a1', 'a2', 'b1', 'b2']);
    for (let done = 0; done < 7; done++) {
      places[done]!();
      await world.scheduler.settle();
    }
    expect(world.ran.toSorted()).toEqual(['a1', 'a2', 'a3', 'a4', 'b1', 'b2', 'b3']);
  });

  it('is not begun before it is due', async () => {
    const world = working((work) => world.done(work.key));
    await world.put(world.row('later', { dueAtMs: world.scheduler.now() + 5_000 }));
    await world.scheduler.advance(4_999);
    expect(world.ran).toEqual([]);
    await world.scheduler.advance(1);
    expect(world.ran).toEqual(['later']);
  });
});
