import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { PortalQuota, type QuotaBefore } from '../../../../src/hubspot/quota/portal-quota.js';
import { type QuotaState, quotaState } from '../../../../src/hubspot/quota/quota-state.js';
import { ManualScheduler } from '../../../../src/testing/manual-scheduler.js';

const SETTINGS = { requests: 20, perMs: 1_000 };

let scheduler: ManualScheduler;
beforeEach(() => {
  scheduler = new ManualScheduler();
});

const quotaAfter = (before?: QuotaBefore) => new PortalQuota(scheduler, SETTINGS, { before });

function takeAll(quota: PortalQuota) {
  const permits = [];
  for (let permit = quota.tryAcquire('status'); permit; permit = quota.tryAcquire('status')) permits.push(permit);
  return permits;
}

/** As it comes out of the store, on a machine whose clock says something else. */
function takeover(quota: PortalQuota): PortalQuota {
  quota.close();
  const state: QuotaState = quotaState.parse(JSON.parse(JSON.stringify(quota.state())));
  const elsewhere = scheduler.now();
  return quotaAfter({ kind: 'handed-over', state, atMs: elsewhere });
}

describe('a quota that is handed over', () => {
  it('goes on exactly where it was: nothing waits longer, and nothing goes out too early', async () => {
    const giver = quotaAfter();
    for (let n = 0; n < 12; n += 1) giver.tryAcquire('status')!.release();
    await scheduler.advance(400);
    for (const permit of takeAll(giver)) permit.release();
    await scheduler.advance(100);
    const taker = takeover(giver);
    expect(takeAll(taker)).toHaveLength(0);
    expect(taker.nextFreeAt('status')).toBe(scheduler.now() + 500);
    await scheduler.advance(500);
    expect(takeAll(taker)).toHaveLength(12);
    await scheduler.advance(400);
    expect(takeAll(taker)).toHaveLength(8);
  });

  it('is less taken by as much as has passed since the release', () => {
    const giver = quotaAfter();
    for (const permit of takeAll(giver)) permit.release();
    const state = giver.state();
    const taker = quotaAfter({ kind: 'handed-over', state, atMs: scheduler.now() - 300 });
    expect(taker.nextFreeAt('status')).toBe(scheduler.now() + 700);
    expect(takeAll(quotaAfter({ kind: 'handed-over', state, atMs: scheduler.now() - 1_000 }))).toHaveLength(20);
  });

  it('counts what was still under way as if it was answered at that moment', () => {
    const giver = quotaAfter();
    for (let n = 0; n < 5; n += 1) giver.tryAcquire('delivery');
    expect(takeAll(takeover(giver))).toHaveLength(15);
  });

  it('keeps what others use, HubSpot’s own limit, a pause, and the share of the statuses', async () => {
    const giver = quotaAfter();
    giver.tryAcquire('status')!.release({ max: 10, remaining: 6, intervalMs: 1_000 });
    giver.tryAcquire('delivery')!.release({ pauseMs: 300 });
    const taker = takeover(giver);
    expect(taker.pausedUntil()).toBe(scheduler.now() + 300);
    await scheduler.advance(300);
    expect(takeAll(taker)).toHaveLength(5);
  });

  it('gives no permit any more on the side that gave it away', async () => {
    const giver = quotaAfter();
    takeAll(giver);
    const waiting = giver.acquire('delivery');
    giver.close();
    await expect(waiting).rejects.toMatchObject({ code: 'CW_STORE_FENCED' });
    await scheduler.advance(5_000);
    expect(giver.tryAcquire('delivery')).toBeUndefined();
    await expect(giver.acquire('delivery')).rejects.toMatchObject({ code: 'CW_STORE_FENCED' });
  });

  it('never lets a window hold more than the limit, however often it changes hands', async () => {
    const steps = fc.array(fc.tuple(fc.constantFrom('take', 'move', 'rest'), fc.integer({ min: 1, max: 400 })));
    await fc.assert(
      fc.asyncProperty(steps, async (given) => {
        scheduler = new ManualScheduler();
        let quota = quotaAfter();
        const sent: number[] = [];
        for (const [what, ms] of given) {
          if (what === 'move') quota = takeover(quota);
          else if (what === 'rest') await scheduler.advance(ms);
          else {
            for (let n = 0; n < ms / 10; n += 1) {
              const permit = quota.tryAcquire('status');
              if (permit) sent.push(scheduler.now());
              permit?.release();
            }
          }
        }
        for (const [index, atMs] of sent.entries()) {
          const past20 = sent[index - SETTINGS.requests];
          if (past20 !== undefined) expect(atMs - past20).toBeGreaterThanOrEqual(SETTINGS.perMs);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('a quota whose owner was cut off', () => {
  it('is spent until a window after its last call can have been made', async () => {
    const quota = quotaAfter({ kind: 'cut-off', lastCallMs: scheduler.now() - 400 });
    expect(takeAll(quota)).toHaveLength(0);
    expect(quota.nextFreeAt('status')).toBe(scheduler.now() + 600);
    await scheduler.advance(600);
    expect(takeAll(quota)).toHaveLength(20);
  });

  it('is whole where that is over', () => {
    expect(takeAll(quotaAfter({ kind: 'cut-off', lastCallMs: scheduler.now() - 1_000 }))).toHaveLength(20);
  });
});
