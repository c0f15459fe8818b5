import { expect, it } from '@jest/globals';
import { CurrentRows } from '../../../src/outbox/current-rows.js';
import { DueWork } from '../../../src/outbox/due/due-work.js';
import { SoleOwner } from '../../../src/outbox/sole-owner.js';
import type { WorkRow } from '../../../src/outbox/work-row.js';
import type { StatusCalls, StatusPermit } from '../../../src/status/status-calls.js';
import { statusHandlers } from '../../../src/status/status-handlers.js';
import type { HubSpotStatus } from '../../../src/status/status-row.js';
import { FAILED_QUEUE, STATUS_QUEUE, statusWorkKey } from '../../../src/status/status-work.js';
import { Synchroniser } from '../../../src/status/synchroniser.js';
import { ManualScheduler } from '../../../src/testing/manual-scheduler.js';
import { SeededRandom } from '../../../src/testing/seeded-random.js';
import { callOutcomes } from '../../fixtures/lost-slot.js';
import { MemoryDisk } from '../../fixtures/memory-disk.js';
import { MemoryStore } from '../../fixtures/memory-store.js';
import { SilentLog } from '../../fixtures/silent-log.js';

it('a message has one PATCH under way, also when it fails while SENT is being told', async () => {
  const scheduler = new ManualScheduler();
  const store = MemoryStore.engine(new MemoryDisk());
  let desired: HubSpotStatus = { status: 'SENT' };
  const rows = new CurrentRows(store, () => ({ row: { key: 'm', failures: 0, desired } }));
  const answer = Promise.withResolvers<void>();
  const told: string[] = [];
  let underWay = 0;
  let most = 0;
  const permit = {
    async update(_row: unknown, { statusType }: { statusType: string }) {
      told.push(statusType);
      underWay += 1;
      most = Math.max(most, underWay);
      if (statusType === 'SENT') await answer.promise;
      underWay -= 1;
      return { kind: 'taken' };
    },
    giveBack: () => undefined,
  } as unknown as StatusPermit;
  const calls: StatusCalls = { heldUntil: () => undefined, permit: () => permit };
  const texts = { render: () => 'why' } as never;
  const outcomes = callOutcomes(committed, scheduler);
  const synchroniser = new Synchroniser(rows, committed, outcomes, () => 'en', texts, scheduler, new SeededRandom(1));
  const handlers = statusHandlers({ calls, synchroniser, readBack: {} as never, scheduler });
  const due = new DueWork(store, handlers, scheduler, new SilentLog(), new SoleOwner(1));

  const key = statusWorkKey('m');
  const work = { key, app: 'main', portal: '1', slot: 1, dueAtMs: 0, leased: false, ref: 'm' };
  const becomesDue = async (queue: string) => {
    due.committed([{ key, row: { ...work, queue } satisfies WorkRow }]);
    await scheduler.settle();
  };
  async function committed(): Promise<undefined> {
    if (told.includes('FAILED')) due.committed([{ key, row: undefined }]);
  }
  due.start();
  await scheduler.settle();
  await becomesDue(STATUS_QUEUE);
  desired = { status: 'FAILED', reason: { class: 'unknown' } };
  await becomesDue(FAILED_QUEUE);
  expect(told).toEqual(['SENT']);
  answer.resolve();
  await scheduler.settle();
  expect(told).toEqual(['SENT', 'FAILED']);
  expect(most).toBe(1);
  await due.stop(new AbortController().signal);
});
