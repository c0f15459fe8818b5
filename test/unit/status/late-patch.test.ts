import { expect, it } from '@jest/globals';
import { CurrentRows } from '../../../src/outbox/current-rows.js';
import type { WorkStore } from '../../../src/outbox/work-store.js';
import type { StatusAnswer, StatusPermit } from '../../../src/status/status-calls.js';
import { Synchroniser } from '../../../src/status/synchroniser.js';
import { ManualScheduler } from '../../../src/testing/manual-scheduler.js';
import { SeededRandom } from '../../../src/testing/seeded-random.js';
import { LostSlot } from '../../fixtures/lost-slot.js';

it.each([
  [{ kind: 'taken' }, true],
  [{ kind: 'ambiguous', code: 'ambiguous', detail: 'reset' }, false],
] as [StatusAnswer, boolean][])(
  'a PATCH that ended (%j) after the slot was lost is to be read back',
  async (answer, answered) => {
    const scheduler = new ManualScheduler(0);
    const lost = new LostSlot(scheduler);
    const row = { key: 'm', app: 'main', portal: '1', account: 'line', failures: 0, desired: { status: 'READ' } };
    const rows = new CurrentRows(undefined as unknown as WorkStore, () => ({ row }));
    const random = new SeededRandom(1);
    const language = () => 'en' as const;
    const patch = new Synchroniser(rows, lost.submit, lost.outcomes, language, {} as never, scheduler, random);
    const permit = { update: async () => answer, giveBack: () => undefined } as unknown as StatusPermit;
    const work = {
      key: 'status:m',
      queue: 'status',
      app: 'main',
      portal: '1',
      slot: 1,
      dueAtMs: 0,
      leased: false,
      ref: 'm',
    };
    await patch.run(work, permit, new AbortController().signal);
    expect(lost.appended).toMatchObject([{ kind: 'status.late', account: 'line', body: { message: 'm', answered } }]);
  },
);
