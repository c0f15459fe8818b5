import { describe, expect, it } from '@jest/globals';
import { DueQueue } from '../../../../src/outbox/due/due-queue.js';
import { InHand } from '../../../../src/outbox/due/in-hand.js';
import { SoleOwner } from '../../../../src/outbox/sole-owner.js';
import type { WorkHandler } from '../../../../src/outbox/work-handler.js';
import { ManualScheduler } from '../../../../src/testing/manual-scheduler.js';
import { MemoryDisk } from '../../../fixtures/memory-disk.js';
import { MemoryStore } from '../../../fixtures/memory-store.js';
import { SilentLog } from '../../../fixtures/silent-log.js';

const handler: WorkHandler = { queue: 'test', concurrency: 4, perPortal: 4, run: async () => undefined };

const parts = (scheduler: ManualScheduler) => ({
  scheduler,
  log: new SilentLog(),
  inHand: new InHand(),
  slots: new SoleOwner(1),
  ended: () => undefined,
  wakeAt: () => undefined,
  follow: () => undefined,
});

async function microtasks(count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) await undefined;
}

describe('a queue that is asked to look', () => {
  const whenever = Array.from({ length: 12 }, (_, turns) => turns);

  it.each(whenever)('looks again, also when it is asked %i turns after it has found nothing', async (turns) => {
    const store = MemoryStore.engine(new MemoryDisk());
    let looks = 0;
    const counting = Object.assign(Object.create(store) as MemoryStore, {
      due: async () => {
        looks += 1;
        return [];
      },
    });
    const queue = new DueQueue(handler, { ...parts(new ManualScheduler()), store: counting });
    queue.look();
    await microtasks(turns);
    queue.look();
    await new Promise(setImmediate);
    expect(looks).toBe(2);
  });
});

describe('a queue whose store takes its time', () => {
  it('begins what is free by the time of the answer', async () => {
    const scheduler = new ManualScheduler();
    const store = MemoryStore.engine(new MemoryDisk());
    const work = { key: 'w', queue: 'test', app: 'main', portal: '1', slot: 1, dueAtMs: 0, leased: false, ref: 'r' };
    const slow = Object.assign(Object.create(store) as MemoryStore, {
      due: async () => {
        await scheduler.advance(5);
        return [{ key: work.key, doc: JSON.stringify(work) }];
      },
    });
    const begun = Promise.withResolvers<void>();
    const queue = new DueQueue(
      {
        ...handler,
        heldUntil: () => scheduler.now(),
        run: async () => {
          begun.resolve();
          return undefined;
        },
      },
      { ...parts(scheduler), store: slow },
    );
    queue.look();
    await begun.promise;
    await queue.stop(AbortSignal.abort());
  });
});
