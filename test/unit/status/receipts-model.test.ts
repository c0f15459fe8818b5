import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ProviderEvent, ReceiptEvent, ReceiptState } from '../../../src/contract/provider-event.js';
import { ALIASES, CONVERSATIONS } from '../../../src/directory/people/conversation-row.js';
import { PROVIDER_EVENT } from '../../../src/directory/people/peer-reducer.js';
import { Tombstones } from '../../../src/directory/people/tombstones.js';
import type { FoldEvent, Reducer } from '../../../src/outbox/reducer.js';
import { WORK } from '../../../src/outbox/work-row.js';
import { PART_ORDER, type PartState } from '../../../src/status/aggregate.js';
import { MESSAGES } from '../../../src/status/message-row.js';
import { MessageSettler } from '../../../src/status/message-settler.js';
import { ReceiptReducer } from '../../../src/status/receipt-reducer.js';
import { registerIds } from '../../../src/status/register-ids.js';
import { isDirty, STATUSES } from '../../../src/status/status-row.js';
import { applyOutcome } from '../../../src/status/transition.js';
import { channelRuntime, channels } from '../../fixtures/channels.js';
import { MemoryTx } from '../../fixtures/memory-tx.js';
import {
  ACCOUNT,
  APP,
  CONVERSATION,
  CREATED_AT,
  message,
  openAttempt,
  PORTAL,
  part,
} from '../../fixtures/message-rows.js';
import { SEED } from '../../fixtures/property.js';
import { TEST_KEY } from '../../fixtures/temp-store.js';

/**
 * Receipts through the reducer and the settler, parking included, against a model that knows no order: what is the strongest
 * thing ever said of each part?
 */
const PARTS = 2;
const KEPT = 1_000_000;
const PEER = { type: 'HS_PHONE_NUMBER' as const, value: '+15550199' };
const FAR = CREATED_AT + 10_000_000;

const known = channels(channelRuntime());
const settler = new MessageSettler(known);
const idOf = (index: number) => `SM${index}`;

/** A call of a part returns: accepted, with its id. */
const returned: Reducer = {
  kinds: ['test.returned'],
  reduce(event, tx) {
    const index = event.body as number;
    const row = tx.get(MESSAGES, message([]).key)!;
    const outcome = { kind: 'accepted' as const, ids: [idOf(index)] };
    const parts = row.parts!.map((one) =>
      one.index === index ? { ...one, attempts: one.attempts.map((a) => applyOutcome(a, outcome, tx.nowMs)) } : one,
    );
    tx.put(MESSAGES, { ...row, parts });
    registerIds(tx, row, { part: index, attempt: 1 }, outcome, KEPT);
  },
};
const retention = { statesMs: KEPT, contentMs: KEPT, disconnectedMs: KEPT };
const reducers = [returned, new ReceiptReducer(known, retention, new Tombstones([TEST_KEY]))];

type Happening = { returns: number } | { receipt: Pick<ReceiptEvent, 'of' | 'state'> };

const state = fc.constantFrom<ReceiptState>('accepted', 'sent', 'delivered', 'read', 'failed');
const index = fc.nat({ max: PARTS - 1 });
const receipt: fc.Arbitrary<Happening> = fc
  .record({ index, state, by: fc.constantFrom('id', 'correlation', 'both') })
  .map(({ index, state, by }) => {
    const correlation = `c-part-${index}`;
    if (by === 'id') return { receipt: { of: { id: idOf(index) }, state } };
    return { receipt: { of: by === 'both' ? { correlation, ids: [idOf(index)] } : { correlation }, state } };
  });

/** Both calls return at some time, receipts come before, between and after, some twice. */
const day = fc.array(receipt, { maxLength: 8 }).chain((receipts) => {
  const all: Happening[] = [...receipts, ...Array.from({ length: PARTS }, (_none, returns) => ({ returns }))];
  return fc.tuple(fc.shuffledSubarray(all, { minLength: all.length }), fc.shuffledSubarray(receipts));
});

function begin(): MemoryTx {
  const tx = new MemoryTx(CREATED_AT);
  const owner = { app: APP, portal: PORTAL, channel: 'sms', account: ACCOUNT };
  tx.put(CONVERSATIONS, { key: CONVERSATION, ...owner, address: PEER, aliases: [PEER], lastAtMs: 0 });
  tx.put(ALIASES, { account: ACCOUNT, address: PEER, conversation: CONVERSATION });
  const row = message(Array.from({ length: PARTS }, (_none, n) => part([openAttempt({ correlation: `c-part-${n}` })])));
  tx.put(MESSAGES, row);
  for (let n = 0; n < PARTS; n += 1)
    registerIds(tx, row, { part: n, attempt: 1 }, { correlation: `c-part-${n}` }, KEPT);
  return tx;
}

/** Folds what happens, and whatever waited for it. */
function live(tx: MemoryTx, happenings: Happening[]): void {
  const waiting: { parkKey: string; event: FoldEvent }[] = [];
  const queue = happenings.map(asEvent);
  for (let event = queue.shift(); event; event = queue.shift()) {
    tx.nowMs += 1;
    tx.parked = [];
    tx.unparked = [];
    tx.fold(event, reducers, settler);
    for (const { parkKey } of tx.parked) waiting.push({ parkKey, event });
    for (const key of tx.unparked) {
      const woken = waiting.filter(({ parkKey }) => parkKey === key);
      for (const one of woken) waiting.splice(waiting.indexOf(one), 1);
      queue.unshift(...woken.map(({ event }) => event));
    }
  }
  expect(waiting).toEqual([]);
}

function asEvent(happening: Happening): FoldEvent {
  const where = { app: APP, portal: PORTAL, account: ACCOUNT, receivedAtMs: CREATED_AT };
  if ('returns' in happening) return { kind: 'test.returned', ...where, body: happening.returns };
  const event: ProviderEvent = { kind: 'receipt', account: ACCOUNT, dedupeKey: '', ...happening.receipt };
  return { kind: PROVIDER_EVENT, ...where, body: { channel: 'sms', event } };
}

/** What HubSpot should show, by the strongest that was said of each part. */
function expected(happenings: Happening[]): string {
  const strongest = Array.from({ length: PARTS }, (_none, n) => {
    const said = happenings.flatMap((one) =>
      'receipt' in one && isAbout(one.receipt.of, n) ? [one.receipt.state] : [],
    );
    return (['read', 'delivered', 'failed'] as const).find((candidate) => said.includes(candidate)) ?? 'accepted';
  });
  const failed = strongest.indexOf('failed');
  if (failed >= 0) return `FAILED ${failed + 1}`;
  return strongest.at(-1) === 'read' ? 'READ' : 'SENT';
}

function isAbout(of: ReceiptEvent['of'], n: number): boolean {
  if ('id' in of) return of.id === idOf(n);
  return 'correlation' in of && of.correlation === `c-part-${n}`;
}

/** What listeners heard of one part, in order. */
function statesTold(tx: MemoryTx, ordinal: number): PartState[] {
  return tx.emitted
    .filter(({ type, payload }) => type.startsWith('part.') && (payload as { part: number }).part === ordinal)
    .map(({ type }) => type.slice('part.'.length) as PartState);
}

/** Each state is further than the one before it; only a failure, and what takes it back, may follow anything else. */
function expectForward(states: PartState[]): void {
  for (const [n, state] of states.entries()) {
    const before = states[n - 1];
    if (before === undefined) continue;
    expect(state).not.toBe(before);
    if (before !== 'failed' && state !== 'failed') {
      expect(PART_ORDER.indexOf(state)).toBeGreaterThan(PART_ORDER.indexOf(before));
    }
  }
}

describe(`receipts, whenever they come (seed ${SEED})`, () => {
  it('make HubSpot show the strongest that was said of each part', () => {
    fc.assert(
      fc.property(day, ([happenings, again]) => {
        const tx = begin();
        live(tx, [...happenings, ...again]);
        const desired = tx.get(STATUSES, message([]).key)?.desired;
        expect(desired?.status === 'FAILED' ? `FAILED ${desired.reason?.part}` : desired?.status).toBe(
          expected(happenings),
        );
      }),
      { seed: SEED, numRuns: 1_500 },
    );
  });

  it('leave exactly the work that follows, and tell of each part only what is news', () => {
    fc.assert(
      fc.property(day, ([happenings, again]) => {
        const tx = begin();
        live(tx, [...happenings, ...again]);
        const status = tx.get(STATUSES, message([]).key)!;
        const queues = tx.all(WORK).map(({ queue }) => queue);
        expect(queues.filter((queue) => queue.startsWith('status'))).toEqual(
          isDirty(status) ? [status.desired?.status === 'FAILED' ? 'status-failed' : 'status'] : [],
        );
        for (let n = 1; n <= PARTS; n += 1) expectForward(statesTold(tx, n));
        expect(tx.journaled.map(({ type }) => type)).toEqual(tx.emitted.map(({ type }) => type));
      }),
      { seed: SEED, numRuns: 1_500 },
    );
  });

  it('as a watermark move what was accepted before, and never anything back', () => {
    fc.assert(
      fc.property(day, fc.constantFrom<ReceiptState>('delivered', 'read'), ([happenings], watermark) => {
        const tx = begin();
        live(tx, happenings);
        const before = expected(happenings);
        live(tx, [{ receipt: { of: { peer: PEER, upToMs: FAR }, state: watermark } }]);
        const desired = tx.get(STATUSES, message([]).key)?.desired;
        if (before.startsWith('FAILED')) expect(desired?.reason?.part).toBe(Number(before.split(' ')[1]));
        else expect(desired?.status).toBe(before === 'READ' || watermark === 'read' ? 'READ' : 'SENT');
      }),
      { seed: SEED, numRuns: 500 },
    );
  });
});
