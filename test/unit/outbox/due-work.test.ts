import { describe, expect, it } from '@jest/globals';
import { DueWork } from '../../../src/outbox/due-work.js';
import type { WorkHandler } from '../../../src/outbox/work-handler.js';
import { WORK, type WorkRow } from '../../../src/outbox/work-row.js';
import { ManualScheduler } from '../../../src/testing/manual-scheduler.js';
import { MemoryDisk } from '../../fixtures/memory-disk.js';
import { MemoryStore } from '../../fixtures/memory-store.js';
import { SilentLog } from '../../fixtures/silent-log.js';

type Run = (work: WorkRow) => Promise<{ againAtMs: number } | undefined>;

/** A queue of work whose handler does what a test says; what has run is on record. */
function working(run: Run, limits = { concurrency: 4, perPortal: 2 }) {
  const scheduler = new ManualScheduler();
  const store = MemoryStore.engine(new MemoryDisk());
  const ran: string[] = [];
  const held = new Map<string, number>();
  const handler: WorkHandler = {
    queue: 'calls',
    ...limits,
    heldUntil: (portal) => held.get(portal),
    run: (work) => {
      ran.push(work.key);
      return run(work);
    },
  };
  const due = new DueWork(store, [handler], scheduler, new SilentLog());
  const row = (key: string, dueAtMs = scheduler.now()): WorkRow => ({
    key,
    queue: 'calls',
    app: 'main',
    portal: '1',
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
    due.committed(rows);
    await scheduler.settle();
  };
  const done = async (key: string) => {
    await store.commit([{ op: 'remove', table: WORK.name, key }]);
    return undefined;
  };
  due.start();
  const hold = (portal: string, untilMs: number) => held.set(portal, untilMs);
  return { scheduler, ran, row, put, done, hold, due };
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
    await world.put(world.row('other', world.scheduler.now() + 50));
    await world.scheduler.advance(99);
    expect(world.ran).toEqual(['rests', 'other']);
    await world.scheduler.advance(1);
    expect(world.ran).toEqual(['rests', 'other', 'rests']);
  });

  it('goes on when its portal is no longer held, also where something else was due before that', async () => {
    const world = working((work) => world.done(work.key));
    const untilMs = world.scheduler.now() + 100;
    world.hold('main/1', untilMs);
    await world.put(world.row('held'));
    await world.put({ ...world.row('other', world.scheduler.now() + 50), portal: '2' });
    await world.scheduler.advance(99);
    expect(world.ran).toEqual(['other']);
    await world.scheduler.advance(1);
    expect(world.ran).toEqual(['other', 'held']);
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
});
