import { beforeEach, describe, expect, it } from '@jest/globals';
import { PortalQuota } from '../../../../src/hubspot/quota/portal-quota.js';
import type { Permit } from '../../../../src/hubspot/quota/quota.js';
import { ManualScheduler } from '../../../../src/testing/manual-scheduler.js';

let scheduler: ManualScheduler;
let told: number;

beforeEach(() => {
  scheduler = new ManualScheduler();
  told = 0;
});

function quotaAfter({ restarted = true, busyAgoMs }: { restarted?: boolean; busyAgoMs?: number }): PortalQuota {
  const busyAtMs = busyAgoMs === undefined ? undefined : scheduler.now() - busyAgoMs;
  const onBusy = () => {
    told += 1;
  };
  const before = restarted ? ({ kind: 'restarted', busyAtMs } as const) : undefined;
  return new PortalQuota(scheduler, { requests: 20, perMs: 1_000 }, { before, onBusy });
}

function takeAll(quota: PortalQuota): Permit[] {
  const permits: Permit[] = [];
  for (let permit = quota.tryAcquire('status'); permit; permit = quota.tryAcquire('status')) permits.push(permit);
  return permits;
}

describe('a quota whose process may have had another one before it', () => {
  it('gives a tenth of the window until an answer has told what that one used', () => {
    const quota = quotaAfter({});
    const [first, ...others] = takeAll(quota);
    expect(others).toHaveLength(1);
    first!.release({ max: 20, remaining: 5, intervalMs: 1_000 });
    expect(takeAll(quota)).toHaveLength(4);
  });

  it('looks again soon while the first answer is on its way', () => {
    const quota = quotaAfter({});
    takeAll(quota);
    expect(quota.nextFreeAt('status')).toBe(scheduler.now() + 100);
  });

  it('stops wondering after one window, where no answer ever tells', async () => {
    const quota = quotaAfter({});
    for (const permit of takeAll(quota)) permit.release();
    expect(takeAll(quota)).toHaveLength(0);
    await scheduler.advance(1_000);
    expect(takeAll(quota)).toHaveLength(20);
  });

  it('wonders about nothing at the very first start', () => {
    expect(takeAll(quotaAfter({ restarted: false }))).toHaveLength(20);
  });

  it('gives nothing while the window of a busy process may still count', async () => {
    const quota = quotaAfter({ busyAgoMs: 1_300 });
    expect(takeAll(quota)).toHaveLength(0);
    expect(quota.nextFreeAt('status')).toBe(scheduler.now() + 700);
    await scheduler.advance(700);
    expect(takeAll(quota)).toHaveLength(2);
  });

  it('forgets a busy process whose last call no longer counts', () => {
    expect(takeAll(quotaAfter({ busyAgoMs: 2_000 }))).toHaveLength(2);
  });

  it('has it kept when its own window is as good as spent, and again while it stays so', async () => {
    const quota = quotaAfter({ restarted: false });
    for (let n = 0; n < 17; n += 1) quota.tryAcquire('status')!.release();
    expect(told).toBe(0);
    takeAll(quota);
    expect(told).toBe(1);
    await scheduler.advance(1_000);
    for (const permit of takeAll(quota)) permit.release();
    expect(told).toBe(2);
  });
});
