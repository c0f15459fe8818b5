import { expect, it } from '@jest/globals';
import type { WorkRow } from '../../../src/outbox/work-row.js';
import type { FreshStatuses } from '../../../src/status/fresh-statuses.js';
import type { StatusPermit } from '../../../src/status/status-calls.js';
import type { HubSpotStatus, StatusRow } from '../../../src/status/status-row.js';
import { FAILED_QUEUE, STATUS_QUEUE } from '../../../src/status/status-work.js';
import { Synchroniser } from '../../../src/status/synchroniser.js';
import { ManualScheduler } from '../../../src/testing/manual-scheduler.js';
import { SeededRandom } from '../../../src/testing/seeded-random.js';

it('a message has one PATCH under way, also when it fails while SENT is being told', async () => {
  const scheduler = new ManualScheduler();
  let desired: HubSpotStatus = { status: 'SENT' };
  const statuses = { read: async () => ({ key: 'm', failures: 0, desired }) as StatusRow } as unknown as FreshStatuses;
  const answer = Promise.withResolvers<void>();
  const told: string[] = [];
  let underWay = 0;
  let most = 0;
  const permit = {
    async update(_row: StatusRow, { statusType }: { statusType: string }) {
      told.push(statusType);
      underWay += 1;
      most = Math.max(most, underWay);
      if (statusType === 'SENT') await answer.promise;
      underWay -= 1;
      return { kind: 'taken' };
    },
    giveBack: () => undefined,
  } as unknown as StatusPermit;
  const texts = { render: () => 'why' } as never;
  const submit = async () => undefined;
  const synchroniser = new Synchroniser(statuses, submit, () => 'en', texts, scheduler, new SeededRandom(1));
  const run = (queue: string) =>
    synchroniser.run({ queue, app: 'main', portal: '1', ref: 'm' } as WorkRow, permit, new AbortController().signal);

  const first = run(STATUS_QUEUE);
  await scheduler.settle();
  desired = { status: 'FAILED', reason: { class: 'unknown' } };
  const second = run(FAILED_QUEUE);
  await scheduler.settle();
  answer.resolve();
  await first;
  expect(await second).toEqual({ againAtMs: scheduler.now() });
  await run(FAILED_QUEUE);
  expect(told).toEqual(['SENT', 'FAILED']);
  expect(most).toBe(1);
});
