import { describe, expect, it } from '@jest/globals';
import { PortalQuota } from '../../../../src/hubspot/quota/portal-quota.js';
import { ManualScheduler } from '../../../../src/testing/manual-scheduler.js';

const WINDOW = { requests: 110, perMs: 10_000 };
/** A tenth. */
const SWEEP = 11;
/** Half of the window, less what a sweep may have taken. */
const BURST = 43;

/** When deliveries are granted that come in bursts, perhaps beside a sweep that takes whatever it is given. */
async function grants(burst: number, sweeps: boolean): Promise<number[]> {
  const scheduler = new ManualScheduler();
  const quota = new PortalQuota(scheduler, WINDOW);
  const begun = scheduler.now();
  const granted: number[] = [];
  for (let second = 0; second < 60; second++) {
    if (sweeps && second % 10 === 0) for (let call = 0; call < SWEEP; call++) quota.tryAcquire('sweep')?.release();
    if (second % 10 === 5) {
      for (let each = 0; each < burst; each++) {
        quota.acquire('delivery').then((permit) => {
          granted.push(scheduler.now() - begun - second * 1_000);
          permit.release();
        });
      }
    }
    await scheduler.advance(1_000);
  }
  return granted;
}

describe('a sweep beside deliveries', () => {
  it('makes none of them wait, while they leave it half of the window', async () => {
    const beside = await grants(BURST, true);
    expect(beside).toHaveLength(6 * BURST);
    expect(Math.max(...beside)).toBe(0);
  });

  it('is given nothing once they take half of the window, so that they wait as they would without it', async () => {
    const scheduler = new ManualScheduler();
    const quota = new PortalQuota(scheduler, WINDOW);
    for (let each = 0; each < 55; each++) quota.tryAcquire('delivery');
    expect(quota.tryAcquire('sweep')).toBeUndefined();
    expect(quota.tryAcquire('delivery')).toBeDefined();
    expect(quota.nextFreeAt('sweep')).toBeGreaterThan(scheduler.now());
  });
});
