import { expect, it } from '@jest/globals';
import type { ClosedGates } from '../../../../src/delivery/gates/closed-gates.js';
import { OutgoingHandler } from '../../../../src/delivery/outgoing-handler.js';
import type { CurrentRows } from '../../../../src/outbox/current-rows.js';
import { LANES } from '../../../../src/outbox/lane.js';
import type { FoldEvent } from '../../../../src/outbox/reducer.js';
import { slotOf } from '../../../../src/outbox/slot.js';
import type { Table } from '../../../../src/outbox/table.js';
import { NO_TRACES } from '../../../../src/policy/traces.js';
import { ManualScheduler } from '../../../../src/testing/manual-scheduler.js';
import { APP, CREATED_AT, message, openAttempt, PORTAL, part } from '../../../fixtures/message-rows.js';
import { SomeSlots } from '../../../fixtures/some-slots.js';

/** What the owner of the slot makes of a call that is on record as under way, and is not in hand. */
async function look(epoch: number, afterMs: number) {
  const row = message([part([openAttempt({ epoch: 1 })])]);
  const rows = {
    get: async (table: Table<unknown>) =>
      table.name === LANES.name ? { items: [{ kind: 'message', key: row.key }] } : row,
  } as unknown as CurrentRows;
  const submitted: FoldEvent[] = [];
  const submit = async (event: FoldEvent) => submitted.push(event);
  const slots = new SomeSlots().own(APP, PORTAL, epoch);
  const gates = {} as ClosedGates;
  const unused = {} as never;
  const scheduler = new ManualScheduler(CREATED_AT + afterMs);
  const handler = new OutgoingHandler(rows, unused, unused, gates, unused, unused, submit, slots, scheduler, NO_TRACES);
  const where = { app: APP, portal: PORTAL, slot: slotOf(APP, PORTAL) };
  const work = { key: 'lane:c:out', queue: 'outgoing', ...where, dueAtMs: 0, leased: true, ref: 'c:out' };
  const again = await handler.run(work, new AbortController().signal);
  return { again, kinds: submitted.map(({ kind }) => kind) };
}

it('an intent of another epoch is lost at once', async () => {
  expect(await look(2, 1_000)).toEqual({ again: undefined, kinds: ['delivery.lost'] });
});

it('an intent of this epoch is lost only when its time is over', async () => {
  expect(await look(1, 1_000)).toEqual({ again: { againAtMs: CREATED_AT + 40_000 }, kinds: [] });
  expect(await look(1, 40_001)).toEqual({ again: undefined, kinds: ['delivery.lost'] });
});
