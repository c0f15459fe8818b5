import { beforeEach, describe, expect, it } from '@jest/globals';
import { PortalQuota } from '../../../../src/hubspot/quota/portal-quota.js';
import type { Permit } from '../../../../src/hubspot/quota/quota.js';
import { ManualScheduler } from '../../../../src/testing/manual-scheduler.js';

let scheduler: ManualScheduler;
let told: number;
/** What the store makes of it. */
let keep: () => Promise<void>;

beforeEach(() => {
  scheduler = new ManualScheduler();
  told = 0;
  keep = async () => undefined;
});

function quotaAfter({ restarted = true, busyAgoMs }: { restarted?: boolean; busyAgoMs?: number }): PortalQuota {
  const busyAtMs = busyAgoMs === undefined ? undefined : scheduler.now() - busyAgoMs;
  const onBusy = () => {
    told += 1;
    return keep();
  };
  return new PortalQuota(scheduler, { requests: 20, perMs: 1_000 }, { restarted, busyAtMs, onBusy });
}

/** Everything that is given at once. */
function take(quota: PortalQuota): Permit[] {
  const permits: Permit[] = [];
  for (let permit = quota.tryAcquire('status'); permit; permit = quota.tryAcquire('status')) permits.push(permit);
  return permits;
}

/** Everything that is given now, also once it is kept that the window is as good as spent. */
async function takeAll(quota: PortalQuota): Promise<Permit[]> {
  const first = take(quota);
  await scheduler.settle();
  return [...first, ...take(quota)];
}

describe('a quota whose process may have had another one before it', () => {
  it('gives a tenth of the window until an answer has told what that one used', async () => {
    const quota = quotaAfter({});
    const [first, ...others] = await takeAll(quota);
    expect(others).toHaveLength(1);
    first!.release({ max: 20, remaining: 5, intervalMs: 1_000 });
    expect(await takeAll(quota)).toHaveLength(4);
  });

  it('looks again soon while the first answer is on its way', async () => {
    const quota = quotaAfter({});
    await takeAll(quota);
    expect(quota.nextFreeAt('status')).toBe(scheduler.now() + 100);
  });

  it('stops wondering after one window, where no answer ever tells', async () => {
    const quota = quotaAfter({});
    for (const permit of await takeAll(quota)) permit.release();
    expect(await takeAll(quota)).toHaveLength(0);
    await scheduler.advance(1_000);
    expect(await takeAll(quota)).toHaveLength(20);
  });

  it('wonders about nothing at the very first start', async () => {
    expect(await takeAll(quotaAfter({ restarted: false }))).toHaveLength(20);
  });

  it('gives nothing while the window of a busy process may still count', async () => {
    const quota = quotaAfter({ busyAgoMs: 1_300 });
    expect(await takeAll(quota)).toHaveLength(0);
    expect(quota.nextFreeAt('status')).toBe(scheduler.now() + 700);
    await scheduler.advance(700);
    expect(await takeAll(quota)).toHaveLength(2);
  });

  it('forgets a busy process whose last call no longer counts', async () => {
    expect(await takeAll(quotaAfter({ busyAgoMs: 2_000 }))).toHaveLength(2);
  });
});

describe('a quota whose process may be killed', () => {
  it('gives the last of its window only when it is kept that the window is as good as spent', async () => {
    const kept = Promise.withResolvers<void>();
    keep = () => kept.promise;
    const quota = quotaAfter({ restarted: false });
    expect(take(quota)).toHaveLength(17);
    expect(told).toBe(1);
    expect(quota.nextFreeAt('status')).toBe(scheduler.now() + 100);
    kept.resolve();
    await scheduler.settle();
    expect(quota.nextFreeAt('status')).toBe(scheduler.now());
    expect(take(quota)).toHaveLength(3);
    expect(told).toBe(1);
  });

  it('has it kept first where another process came before it: that one may have used almost all', async () => {
    const quota = quotaAfter({});
    expect(take(quota)).toHaveLength(0);
    expect(told).toBe(1);
    await scheduler.settle();
    expect(take(quota)).toHaveLength(2);
  });

  it('serves those who wait as soon as it is kept', async () => {
    const kept = Promise.withResolvers<void>();
    keep = () => kept.promise;
    const quota = quotaAfter({ restarted: false });
    take(quota);
    const waiting = quota.acquire('delivery');
    kept.resolve();
    expect((await waiting).class).toBe('delivery');
  });

  it('has it kept anew while it stays so, and tries again where it could not be kept', async () => {
    const quota = quotaAfter({ restarted: false });
    keep = () => Promise.reject(new Error('the store is full'));
    take(quota);
    await scheduler.settle();
    expect(told).toBe(1);
    keep = async () => undefined;
    for (const permit of await takeAll(quota)) permit.release();
    expect(told).toBe(2);
    await scheduler.advance(999);
    expect(told).toBe(2);
    await scheduler.advance(1);
    await takeAll(quota);
    expect(told).toBe(3);
  });
});
