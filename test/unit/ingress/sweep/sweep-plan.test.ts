import { describe, expect, it } from '@jest/globals';
import { sweepPace } from '../../../../src/ingress/sweep/sweep-pace.js';
import {
  afterLast,
  goesOnAt,
  inDoubt,
  MOST_THREADS,
  newSweep,
  nextThread,
  withoutThread,
  withThreads,
} from '../../../../src/ingress/sweep/sweep-plan.js';
import type { SweepState, SweptThread } from '../../../../src/ingress/sweep/sweep-state.js';

const NOW = Date.UTC(2026, 4, 4, 10);
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

const threads = (count: number): SweptThread[] =>
  Array.from({ length: count }, (_, index) => ({ id: `t${index}`, sentMs: NOW - DAY / 2 + index }));

describe('a sweep', () => {
  it('begins where the last one began, a little earlier, and never further back than it may look', () => {
    const first = newSweep(undefined, NOW, DAY);
    expect(first.sinceMs).toBe(NOW - DAY);
    const second = newSweep({ ...first, endedMs: NOW + MINUTE }, NOW + 10 * MINUTE, DAY);
    expect(second.sinceMs).toBe(NOW - 5 * MINUTE);
  });

  it('begins where one began that was hindered', () => {
    const hindered: SweepState = { ...newSweep(undefined, NOW, DAY), endedMs: NOW, obstacle: 'scope' };
    expect(newSweep(hindered, NOW + MINUTE, DAY * 2).sinceMs).toBeLessThan(NOW - DAY);
  });

  it('looks at all there is again, in doubt, when the store has lost transactions', () => {
    const doubtful = inDoubt({ ...newSweep(undefined, NOW - MINUTE, DAY), endedMs: NOW }, NOW);
    const next = newSweep(doubtful, NOW + MINUTE, DAY);
    expect(next).toMatchObject({ sinceMs: NOW + MINUTE - DAY, doubtUntilMs: NOW });
    const over = newSweep({ ...next, endedMs: NOW }, NOW + 2 * DAY, DAY);
    expect(over).not.toHaveProperty('doubtUntilMs');
  });

  it('reads the newest thread first, whatever the order in which they are listed', () => {
    const state = withThreads(withThreads(newSweep(undefined, NOW, DAY), threads(3), '100'), [
      { id: 'new', sentMs: NOW },
      { id: 't1', sentMs: NOW - DAY / 2 + 1 },
    ]);
    expect(state.unread.map(({ id }) => id)).toEqual(['new', 't2', 't1', 't0']);
    expect(nextThread(state, NOW)?.id).toBe('new');
  });

  it('keeps no more threads than fit, and lists the rest when those are read', () => {
    let state = withThreads(newSweep(undefined, NOW, DAY), threads(MOST_THREADS + 200));
    const read = new Set<string>();
    for (let rounds = 0; state.endedMs === undefined && rounds < 10; rounds++) {
      for (const thread of state.unread) {
        read.add(thread.id);
        state = withoutThread(state, thread);
      }
      state = afterLast(state, NOW);
      if (state.endedMs === undefined) state = withThreads(state, threads(MOST_THREADS + 200));
    }
    expect(state.endedMs).toBe(NOW);
    expect(read.size).toBe(MOST_THREADS + 200);
  });

  it('ends also where more threads than fit have the same time', () => {
    const same = threads(MOST_THREADS * 2).map((thread) => ({ ...thread, sentMs: NOW - MINUTE }));
    let state = withThreads(newSweep(undefined, NOW, DAY), same);
    for (let rounds = 0; state.endedMs === undefined && rounds < 5; rounds++) {
      state = afterLast({ ...state, unread: [] }, NOW);
      if (state.endedMs === undefined) state = withThreads(state, same);
    }
    expect(state.endedMs).toBe(NOW);
  });

  it('waits for a message that is too young, and for its share of the quota', () => {
    const listed = withThreads(newSweep(undefined, NOW, DAY), [
      { id: 'young', sentMs: NOW, notBeforeMs: NOW + MINUTE },
    ]);
    expect(nextThread(listed, NOW)).toBeUndefined();
    expect(goesOnAt(listed, NOW)).toBe(NOW + MINUTE);
    expect(goesOnAt({ ...listed, restUntilMs: NOW + 2 * MINUTE }, NOW)).toBe(NOW + 2 * MINUTE);
  });
});

describe('the pace of sweeps', () => {
  const pace = (requests: number, share: number) =>
    sweepPace({ share, appOf: () => ({ appId: 1, quota: { requests, perMs: 10_000 } }) }, 'main');

  it.each([
    [110, 5, { calls: 5, restMs: 10_000 }],
    [110, 10, { calls: 11, restMs: 10_000 }],
    [10, 5, { calls: 1, restMs: 20_000 }],
    [1, 1, { calls: 1, restMs: 1_000_000 }],
  ])('of %d requests, %d percent: %j', (requests, share, expected) => {
    expect(pace(requests, share)).toEqual(expected);
  });

  it('is none where the share is nothing, or the app is not configured', () => {
    expect(pace(110, 0)).toBeUndefined();
    expect(sweepPace({ share: 5, appOf: () => undefined }, 'gone')).toBeUndefined();
  });
});
