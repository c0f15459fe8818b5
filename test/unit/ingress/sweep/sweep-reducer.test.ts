import { describe, expect, it } from '@jest/globals';
import { PORTALS, type PortalRow, type PortalState } from '../../../../src/directory/portals/portal-row.js';
import { CHECKPOINTS } from '../../../../src/ingress/receiving/checkpoint-row.js';
import {
  SWEEP_ADVANCED,
  SWEEP_WANTED,
  type SweepAdvancedBody,
  type SweepCause,
} from '../../../../src/ingress/sweep/sweep-events.js';
import { newSweep } from '../../../../src/ingress/sweep/sweep-plan.js';
import { SweepReducer } from '../../../../src/ingress/sweep/sweep-reducer.js';
import { SweepSettler } from '../../../../src/ingress/sweep/sweep-settler.js';
import { type SweepState, sweepIn } from '../../../../src/ingress/sweep/sweep-state.js';
import { SWEEP_COMMAND } from '../../../../src/outbox/command-event.js';
import { WORK } from '../../../../src/outbox/work-row.js';
import { MemoryTx } from '../../../fixtures/memory-tx.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const EVERY = 10 * MINUTE;

/** The fold around one portal, by hand. */
class SweepFold {
  readonly tx = new MemoryTx();
  readonly start = this.tx.nowMs;
  readonly #reducer: SweepReducer;
  readonly #settler: SweepSettler;

  constructor(share = 5) {
    const settings = { everyMs: EVERY, lookBackMs: DAY, acceptWithinMs: DAY, share, appOf: () => undefined };
    this.#reducer = new SweepReducer(settings);
    this.#settler = new SweepSettler(settings);
  }

  /** When the next run of calls is due, ms from the start. */
  get due(): number | undefined {
    const [work] = this.tx.all(WORK);
    return work && work.dueAtMs - this.start;
  }

  get state(): SweepState | undefined {
    return sweepIn(this.tx, 'main', '7');
  }

  at(ms: number): this {
    this.tx.nowMs = this.start + ms;
    return this;
  }

  portal(state: PortalState, more: Pick<PortalRow, 'scopes' | 'trouble'> = {}): this {
    const before = this.tx.get(PORTALS, 'main/7');
    const row: PortalRow = { app: 'main', portal: '7', state, tokens: { version: 1 }, ...more };
    this.tx.put(PORTALS, row);
    this.#settler.settle(row, before, this.tx);
    return this;
  }

  wants(cause: SweepCause | 'asked'): this {
    const kind = cause === 'asked' ? SWEEP_COMMAND : SWEEP_WANTED;
    return this.#reduce(kind, cause === 'asked' ? { name: 'sweep', key: 'main/7', by: 'ann' } : { cause });
  }

  advances(change: Partial<SweepState>, more: Partial<SweepAdvancedBody> = {}): this {
    const begun = this.state?.endedMs === undefined ? this.state : undefined;
    const state = { ...(begun ?? newSweep(this.state, this.tx.nowMs, DAY)), ...change };
    return this.#reduce(SWEEP_ADVANCED, { state, found: [], ...more });
  }

  /** A sweep of one run of calls. */
  sweeps(): this {
    return this.advances({ endedMs: this.tx.nowMs });
  }

  #reduce(kind: string, body: unknown): this {
    this.#reducer.reduce({ kind, app: 'main', portal: '7', receivedAtMs: this.tx.nowMs, body }, this.tx);
    return this;
  }
}

describe('a portal is swept', () => {
  it('soon after it was connected, and then on a timer', () => {
    const fold = new SweepFold().portal('connected');
    expect(fold.due).toBeGreaterThanOrEqual(10_000);
    expect(fold.due).toBeLessThan(70_000);
    expect(fold.at(MINUTE).sweeps().due).toBe(MINUTE + EVERY);
  });

  it('after a start, unless that was done a moment ago', () => {
    const fold = new SweepFold().portal('connected').sweeps();
    expect(fold.at(MINUTE).wants('started').due).toBe(EVERY);
    expect(fold.at(3 * MINUTE).wants('started').due).toBeLessThan(5 * MINUTE);
  });

  it('once after several causes', () => {
    const fold = new SweepFold().portal('connected').sweeps();
    const due = fold.at(5 * MINUTE).wants('taken').due;
    expect(fold.wants('outage').wants('started').due).toBe(due);
    expect(fold.at(6 * MINUTE).sweeps().due).toBe(6 * MINUTE + EVERY);
  });

  it('not for a handover in order; but from then on, where it never was', () => {
    const fold = new SweepFold().portal('connected').sweeps();
    expect(fold.at(5 * MINUTE).wants('handed-over').due).toBe(EVERY);
    fold.tx.remove(WORK, 'sweep:main/7');
    expect(fold.wants('handed-over').due).toBeLessThan(7 * MINUTE);
  });

  it('at once when an operator asks, within the share of the quota, and on record', () => {
    const fold = new SweepFold().portal('connected');
    fold.at(MINUTE).advances({ endedMs: fold.tx.nowMs, restUntilMs: fold.tx.nowMs + 10_000 });
    expect(fold.wants('asked').due).toBe(MINUTE + 10_000);
    fold.at(MINUTE + 10_000).sweeps();
    expect(fold.tx.journaled).toMatchObject([{ type: 'sweep.ended', data: { calls: 0 } }]);
  });

  it('once more where that was asked for while it was under way', () => {
    const fold = new SweepFold().portal('connected').advances({ unread: [{ id: 't', sentMs: 1 }], listed: true });
    fold.at(1_000).wants('asked');
    expect(fold.at(2_000).sweeps().due).toBe(2_000);
    expect(fold.at(3_000).sweeps().due).toBe(3_000 + EVERY);
  });

  it('from where it was when it was away, as soon as it is back', () => {
    const fold = new SweepFold().portal('connected').advances({ unread: [{ id: 't', sentMs: 1 }], listed: true });
    expect(fold.portal('disconnected').due).toBeUndefined();
    expect(fold.advances({}).due).toBeUndefined();
    expect(fold.at(3 * MINUTE).portal('connected').due).toBeLessThan(5 * MINUTE);
    expect(fold.state?.unread).toHaveLength(1);
  });

  it('again as soon as it has the scope for it, once', () => {
    const trouble = { sinceMs: 0, detail: '', missingScopes: ['conversations.read'] };
    const fold = new SweepFold().portal('degraded', { trouble }).advances({ endedMs: 0, obstacle: 'scope' });
    const waits = fold.due;
    expect(fold.at(1_000).portal('degraded', { trouble }).due).toBe(waits);
    expect(fold.at(2_000).portal('connected').due).toBeLessThan(MINUTE + 12_000);
    const due = fold.due;
    expect(fold.at(3_000).portal('connected').due).toBe(due);
  });

  it('never where its share is nothing, and not when it is gone', () => {
    expect(new SweepFold(0).portal('connected').wants('asked').due).toBeUndefined();
    const fold = new SweepFold().portal('connected').sweeps().portal('purged');
    expect(fold.due).toBeUndefined();
    expect(fold.tx.all(CHECKPOINTS)).toEqual([]);
  });

  it('and what it found is on record, each message with its age', () => {
    const fold = new SweepFold().portal('connected');
    const found = [{ message: 'main/7/m', verdict: 'reported' as const, ageMs: DAY }];
    const counts = { calls: 2, threads: 1, accepted: 0, reported: 1 };
    fold.advances({ endedMs: fold.start, counts }, { found });
    expect(fold.tx.journaled).toMatchObject([
      { type: 'message.missed', message: 'main/7/m', data: { verdict: 'reported', ageMs: DAY } },
      { type: 'sweep.ended', data: counts },
    ]);
  });

  it('and what is in its way is said once', () => {
    const fold = new SweepFold().portal('connected');
    for (let times = 0; times < 3; times++) fold.advances({ endedMs: fold.start, obstacle: 'scope' });
    expect(fold.tx.journaled).toMatchObject([{ type: 'sweep.ended', data: { obstacle: 'scope' } }]);
  });
});
