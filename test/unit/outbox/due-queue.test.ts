import { describe, expect, it } from '@jest/globals';
import { DueQueue } from '../../../src/outbox/due-queue.js';
import { InHand } from '../../../src/outbox/in-hand.js';
import { SoleOwner } from '../../../src/outbox/sole-owner.js';
import type { WorkHandler } from '../../../src/outbox/work-handler.js';
import { ManualScheduler } from '../../../src/testing/manual-scheduler.js';
import { MemoryDisk } from '../../fixtures/memory-disk.js';
import { MemoryStore } from '../../fixtures/memory-store.js';
import { SilentLog } from '../../fixtures/silent-log.js';

const handler: WorkHandler = { queue: 'test', concurrency: 4, perPortal: 4, run: async () => undefined };

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
    const queue = new DueQueue(handler, {
      store: counting,
      scheduler: new ManualScheduler(),
      log: new SilentLog(),
      inHand: new InHand(),
      slots: new SoleOwner(1),
      ended: () => undefined,
      wakeAt: () => undefined,
      follow: () => undefined,
    });
    queue.look();
    await microtasks(turns);
    queue.look();
    await new Promise(setImmediate);
    expect(looks).toBe(2);
  });
});
