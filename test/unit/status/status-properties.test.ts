import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ReceiptState } from '../../../src/contract/provider-event.js';
import type { SendOutcome } from '../../../src/contract/send-outcome.js';
import { messageVerdict, nextDesired, partState } from '../../../src/status/aggregate.js';
import { attemptState } from '../../../src/status/attempt-state.js';
import type { MessageRow } from '../../../src/status/message-row.js';
import type { Attempt, Progress } from '../../../src/status/part.js';
import type { HubSpotStatus } from '../../../src/status/status-row.js';
import { advance, applyOutcome, applyReceipt, PROGRESS_ORDER, reaches } from '../../../src/status/transition.js';
import { CREATED_AT, message, openAttempt, part, reason } from '../../fixtures/message-rows.js';
import { SEED } from '../../fixtures/property.js';

const IDS = ['a', 'b'];

type Report =
  | { of: 'id'; id: string; state: ReceiptState }
  | { of: 'attempt'; state: ReceiptState }
  | { of: 'outcome'; outcome: SendOutcome };

const state = fc.constantFrom<ReceiptState>('accepted', 'sent', 'delivered', 'read', 'failed');
const outcome: fc.Arbitrary<SendOutcome> = fc.oneof(
  fc.record({ kind: fc.constant('accepted' as const), ids: fc.constant(IDS) }),
  fc.record({
    kind: fc.constantFrom('rejected', 'retry', 'blocked', 'uncertain'),
    reason: fc.constant(reason('provider-unavailable')),
  }),
);
const receipt: fc.Arbitrary<Report> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ of: fc.constant('id' as const), id: fc.constantFrom(...IDS), state }) },
  { weight: 1, arbitrary: fc.record({ of: fc.constant('attempt' as const), state }) },
);

/** Everything that will ever be heard of one call: one outcome, some receipts. */
const history = fc
  .record({ outcome, receipts: fc.array(receipt, { maxLength: 6 }) })
  .map(({ outcome, receipts }): Report[] => [{ of: 'outcome', outcome }, ...receipts]);

/** The same history as it may arrive: in another order, some of the receipts more than once. */
const twoArrivals = history.chain((reports) => {
  const doubled = fc.subarray(reports.filter(({ of }) => of !== 'outcome'));
  const shuffled = doubled.chain((again) =>
    fc.shuffledSubarray([...reports, ...again], { minLength: reports.length + again.length }),
  );
  return fc.record({ reports: fc.constant(reports), arrival: shuffled });
});

function hear(attempt: Attempt, report: Report): Attempt {
  const why = reason('recipient-unreachable');
  if (report.of === 'outcome') return applyOutcome(attempt, report.outcome, CREATED_AT + 1);
  const told = { state: report.state, atMs: CREATED_AT + 2, ...(report.state === 'failed' ? { reason: why } : {}) };
  return applyReceipt(attempt, told, report.of === 'id' ? [report.id] : []);
}

/** What a person would compare: not the times, and ids in no order. */
function essence(attempt: Attempt) {
  const ids = attempt.ids.map(({ id, progress }) => `${id}:${progress}`).sort();
  return { outcome: attempt.outcome, progress: attempt.progress, ids, state: attemptState(attempt) };
}

/** The rule of the table, written another way: what is the strongest thing that was ever said? */
function strongest(states: ReceiptState[]): Progress {
  for (const candidate of ['read', 'delivered', 'failed', 'sent', 'accepted'] as const) {
    if (states.includes(candidate)) return candidate;
  }
  return 'pending';
}

const start = () => openAttempt({ correlation: 'c' });
const check = <T>(numRuns: number, property: fc.IProperty<T>) => fc.assert(property, { seed: SEED, numRuns });

describe(`one call, whatever is heard of it (seed ${SEED})`, () => {
  it('never goes back', () => {
    check(
      2_000,
      fc.property(fc.array(fc.constantFrom(...PROGRESS_ORDER)), (told) => {
        let current: Progress = 'pending';
        for (const incoming of told) {
          const next = advance(current, incoming);
          expect(reaches(next, current)).toBe(true);
          current = next;
        }
      }),
    );
  });

  it('ends the same in every order and with every repetition', () => {
    check(
      4_000,
      fc.property(twoArrivals, ({ reports, arrival }) => {
        expect(essence(arrival.reduce(hear, start()))).toEqual(essence(reports.reduce(hear, start())));
      }),
    );
  });

  it('does not change by anything it has heard before', () => {
    check(
      2_000,
      fc.property(history, (reports) => {
        const heard = reports.reduce(hear, start());
        for (const report of reports) if (report.of !== 'outcome') expect(hear(heard, report)).toBe(heard);
      }),
    );
  });

  it('is what the strongest report of each id says', () => {
    check(
      2_000,
      fc.property(fc.array(receipt, { maxLength: 8 }), (receipts) => {
        const known = applyOutcome(start(), { kind: 'accepted', ids: IDS }, CREATED_AT);
        const after = receipts.reduce(hear, known);
        const perId = IDS.map((id) =>
          strongest([
            'accepted',
            ...receipts.flatMap((r) => (r.of === 'attempt' || (r.of === 'id' && r.id === id) ? [r.state] : [])),
          ]),
        );
        const order: Progress[] = ['failed', 'accepted', 'sent', 'delivered', 'read'];
        expect(attemptState(after)).toBe(order.find((candidate) => perId.includes(candidate)));
      }),
    );
  });
});

/** Reports on a message: each names the part it is about. */
interface Told {
  part: number;
  report: Report;
}

const PARTS = 3;
const policy = fc.record({ sentWhen: fc.constantFrom('accepted' as const, 'sent' as const, 'delivered' as const) });
const accepted = (index: number): Told => ({
  part: index,
  report: { of: 'outcome', outcome: { kind: 'accepted', ids: IDS } },
});
const told = fc.array(fc.record({ part: fc.nat({ max: PARTS - 1 }), report: receipt }), { maxLength: 12 });

function tell(row: MessageRow, { part: index, report }: Told): MessageRow {
  const parts = row.parts!.map((one) =>
    one.index === index ? { ...one, attempts: one.attempts.map((attempt) => hear(attempt, report)) } : one,
  );
  return { ...row, parts };
}

function sent(): MessageRow {
  const parts = Array.from({ length: PARTS }, (_none, index) => part([start()], { index }));
  return message(parts);
}

/** Every status HubSpot should have had on the way. */
function desiredOnTheWay(arrival: Told[], rules: { sentWhen: 'accepted' | 'sent' | 'delivered' }): HubSpotStatus[] {
  const seen: HubSpotStatus[] = [];
  let row = sent();
  let desired: HubSpotStatus | undefined;
  for (const one of arrival) {
    row = tell(row, one);
    const next = nextDesired(desired, messageVerdict(row, rules));
    if (next && JSON.stringify(next) !== JSON.stringify(desired)) seen.push(next);
    desired = next;
  }
  return seen;
}

describe(`a message of several parts (seed ${SEED})`, () => {
  const all = told.map((receipts) => [
    ...Array.from({ length: PARTS }, (_none, index) => accepted(index)),
    ...receipts,
  ]);

  it('shows HubSpot the same in the end, in whatever order and however often its reports come', () => {
    const arrivals = all.chain((reports) =>
      fc.record({
        reports: fc.constant(reports),
        arrival: fc.shuffledSubarray(reports, { minLength: reports.length }),
        policy,
      }),
    );
    check(
      2_000,
      fc.property(arrivals, ({ reports, arrival, policy }) => {
        // HubSpot shows SENT from birth.
        const shown = (order: Told[]) => desiredOnTheWay(order, policy).at(-1) ?? { status: 'SENT' };
        expect(shown([...arrival, ...arrival.filter(({ report }) => report.of !== 'outcome')])).toEqual(shown(reports));
      }),
    );
  });

  it('is never told back: after READ only a failure, after a failure only what proof allows', () => {
    check(
      2_000,
      fc.property(all, policy, (reports, rules) => {
        const way = desiredOnTheWay(reports, rules);
        for (const [index, next] of way.entries()) {
          if (way[index - 1]?.status === 'READ') expect(next.status).toBe('FAILED');
        }
      }),
    );
  });

  it('is READ or SENT only when every part has come far enough, FAILED exactly when one has failed', () => {
    check(
      2_000,
      fc.property(all, policy, (reports, rules) => {
        const row = reports.reduce(tell, sent());
        const states = row.parts!.map(partState);
        const verdict = messageVerdict(row, rules);
        expect(verdict?.status === 'FAILED').toBe(states.includes('failed'));
        if (verdict?.status === 'FAILED') expect(verdict.reason?.part).toBe(states.indexOf('failed') + 1);
        if (verdict?.status === 'READ') expect(states.at(-1)).toBe('read');
        if (verdict && verdict.status !== 'FAILED')
          for (const one of states) expect(reaches(one, rules.sentWhen)).toBe(true);
      }),
    );
  });
});
