import { describe, expect, it } from '@jest/globals';
import { Pacing } from '../../../../src/delivery/sending/pacing.js';
import { ManualScheduler } from '../../../../src/testing/manual-scheduler.js';

describe('keeping a declared rate', () => {
  const limits = [{ scope: 'sender', count: 2, perMs: 1_000 }] as const;

  it('lets the declared number go at once, then says when the next may', async () => {
    const scheduler = new ManualScheduler();
    const pacing = new Pacing(scheduler);
    const take = () => pacing.take(limits, 1, () => 'line');
    expect([take(), take()]).toEqual([undefined, undefined]);
    const againAtMs = take();
    expect(againAtMs).toBe(scheduler.now() + 500);
    await scheduler.advance(500);
    expect(take()).toBeUndefined();
  });

  it('counts each key apart', () => {
    const pacing = new Pacing(new ManualScheduler());
    for (const line of ['a', 'b']) {
      expect([1, 2].map(() => pacing.take(limits, 1, () => line))).toEqual([undefined, undefined]);
    }
  });

  it('takes from no limit where one of several is used up', async () => {
    const scheduler = new ManualScheduler();
    const pacing = new Pacing(scheduler);
    const both = [
      { scope: 'peer', count: 1, perMs: 10_000 },
      { scope: 'sender', count: 10, perMs: 1_000 },
    ] as const;
    const take = (peer: string) => pacing.take(both, 1, (scope) => (scope === 'peer' ? peer : 'line'));
    expect(take('ada')).toBeUndefined();
    for (let tries = 0; tries < 50; tries++) expect(take('ada')).toBe(scheduler.now() + 10_000);
    for (const peer of ['b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j']) expect(take(peer)).toBeUndefined();
    expect(take('k')).toBe(scheduler.now() + 100);
  });
});
