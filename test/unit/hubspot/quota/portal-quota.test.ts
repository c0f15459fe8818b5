import { beforeEach, describe, expect, it } from '@jest/globals';
import { PortalQuota } from '../../../../src/hubspot/quota/portal-quota.js';
import type { Permit, QuotaClass } from '../../../../src/hubspot/quota/quota.js';
import { ManualScheduler } from '../../../../src/testing/manual-scheduler.js';

let scheduler: ManualScheduler;
let quota: PortalQuota;
let start: number;

beforeEach(() => {
  scheduler = new ManualScheduler();
  start = scheduler.now();
  quota = new PortalQuota(scheduler, { requests: 10, perMs: 1_000 });
});

function takeAll(quotaClass: QuotaClass): Permit[] {
  const permits: Permit[] = [];
  for (let permit = quota.tryAcquire(quotaClass); permit; permit = quota.tryAcquire(quotaClass)) permits.push(permit);
  return permits;
}

/** Notes in which order waiting classes get their turn. */
function queue(...classes: QuotaClass[]): QuotaClass[] {
  const served: QuotaClass[] = [];
  for (const quotaClass of classes)
    quota.acquire(quotaClass).then(
      (permit) => served.push(permit.class),
      () => undefined,
    );
  return served;
}

describe('the window', () => {
  it('is what HubSpot grants an OAuth app unless said otherwise', () => {
    quota = new PortalQuota(scheduler);
    const permits = takeAll('status');
    expect(permits).toHaveLength(110);
    for (const permit of permits) permit.release();
    expect(quota.nextFreeAt('status')).toBe(start + 10_000);
  });

  it('frees a unit one window after the answer, not after the request', async () => {
    const [first, ...rest] = takeAll('status');
    await scheduler.advance(5_000);
    expect(quota.tryAcquire('status')).toBeUndefined();
    first?.release();
    await scheduler.advance(999);
    expect(quota.tryAcquire('status')).toBeUndefined();
    await scheduler.advance(1);
    expect(quota.tryAcquire('status')).toBeDefined();
    expect(rest).toHaveLength(9);
  });

  it('has back at once what was never sent', () => {
    const [first] = takeAll('status');
    first?.giveBack();
    expect(takeAll('status')).toHaveLength(1);
  });

  it('counts a permit ended twice once', async () => {
    const [first] = takeAll('status');
    first?.release();
    first?.release();
    first?.giveBack();
    await scheduler.advance(1_000);
    expect(takeAll('status')).toHaveLength(1);
  });

  it('does not drift: a hundred windows later it is as wide as before', async () => {
    for (let round = 0; round < 100; round += 1) {
      for (const permit of takeAll('status')) permit.release();
      await scheduler.advance(1_000);
    }
    expect(takeAll('status')).toHaveLength(10);
  });

  it('does not stay shut when the clock is set back', () => {
    for (const permit of takeAll('status')) permit.release();
    const earlier = new ManualScheduler(start - 3_600_000);
    scheduler.now = () => earlier.now();
    expect(quota.nextFreeAt('status')).toBe(start - 3_600_000 + 1_000);
  });
});

describe('priority', () => {
  it('serves the most urgent first, and in turn within a class', async () => {
    const permits = takeAll('status');
    const served = queue('read-back', 'status', 'status-failed', 'publication', 'delivery', 'delivery');
    for (const permit of permits) permit.release();
    await scheduler.advance(1_000);
    expect(served).toEqual(['delivery', 'delivery', 'publication', 'status-failed', 'status', 'read-back']);
  });

  it('keeps a fifth for statuses, however much else there is', () => {
    expect(takeAll('delivery')).toHaveLength(8);
    expect(takeAll('publication')).toHaveLength(0);
    expect([...takeAll('read-back'), ...takeAll('status-failed')]).toHaveLength(2);
  });

  it('gives statuses all there is while nothing else waits', () => {
    expect(takeAll('status')).toHaveLength(10);
  });

  it('gives a unit of the statuses’ fifth to a status, though a delivery waits', async () => {
    takeAll('delivery');
    const [status] = takeAll('status');
    const served = queue('delivery', 'status');
    status?.release();
    await scheduler.advance(1_000);
    expect(served).toEqual(['status']);
  });

  it('does not let anyone past those who wait', async () => {
    const permits = takeAll('status');
    const served = queue('status');
    permits[0]?.release();
    await scheduler.advance(1_000);
    expect(quota.tryAcquire('status')).toBeUndefined();
    expect(served).toEqual(['status']);
  });

  it('can be given up waiting for', async () => {
    const permits = takeAll('status');
    const controller = new AbortController();
    const aborted = quota.acquire('delivery', controller.signal);
    const served = queue('read-back');
    controller.abort(new Error('stopping'));
    await expect(aborted).rejects.toThrow('stopping');
    await expect(quota.acquire('delivery', controller.signal)).rejects.toThrow('stopping');
    permits[0]?.release();
    await scheduler.advance(1_000);
    expect(served).toEqual(['read-back']);
  });
});

describe('a pause', () => {
  it('after a 429 closes the whole bucket, and those who wait go on after it', async () => {
    const permit = quota.tryAcquire('status');
    permit?.release({ pauseMs: 10_000 });
    const served = queue('status', 'delivery');
    expect(quota.pausedUntil()).toBe(start + 10_000);
    expect(quota.nextFreeAt('delivery')).toBe(start + 10_000);
    await scheduler.advance(9_999);
    expect(served).toEqual([]);
    await scheduler.advance(1);
    expect(served).toEqual(['delivery', 'status']);
    expect(quota.pausedUntil()).toBeUndefined();
  });

  it('is never shortened by a later, shorter one', () => {
    quota.pauseUntil(start + 5_000);
    quota.pauseUntil(start + 1_000);
    expect(quota.pausedUntil()).toBe(start + 5_000);
  });
});

describe('the headers', () => {
  it('tell what others use', async () => {
    const permit = quota.tryAcquire('status');
    permit?.release({ max: 10, remaining: 4, intervalMs: 1_000 });
    expect(takeAll('status')).toHaveLength(4);
    await scheduler.advance(1_000);
    expect(takeAll('status')).toHaveLength(6);
  });

  it('tell a lower limit, and no higher one than is configured', () => {
    quota.tryAcquire('status')?.release({ max: 5, remaining: 4, intervalMs: 1_000 });
    expect(takeAll('status')).toHaveLength(4);
    quota = new PortalQuota(scheduler, { requests: 10, perMs: 1_000 });
    quota.tryAcquire('status')?.release({ max: 190, remaining: 189, intervalMs: 1_000 });
    expect(takeAll('status')).toHaveLength(9);
  });

  it('about another window say nothing about this one', () => {
    quota.tryAcquire('status')?.release({ max: 2, remaining: 0, intervalMs: 86_400_000 });
    expect(takeAll('status')).toHaveLength(9);
  });

  it('never make more free than our own count has', () => {
    const [first] = takeAll('status');
    first?.release({ max: 10, remaining: 9, intervalMs: 1_000 });
    expect(takeAll('status')).toHaveLength(0);
  });
});
