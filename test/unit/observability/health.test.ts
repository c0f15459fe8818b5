import { describe, expect, it } from '@jest/globals';
import { ChannelwrightError } from '../../../src/errors/channelwright-error.js';
import { Health } from '../../../src/observability/health.js';
import { ManualScheduler } from '../../../src/testing/manual-scheduler.js';

describe('readiness', () => {
  it('is green while every check answers', async () => {
    const clock = new ManualScheduler();
    const health = new Health(clock);
    health.checkReady('store', async () => undefined);
    expect(await health.ready()).toEqual({ ok: true, detail: { checks: { store: 'ok' } } });
    await clock.settle();
    expect(clock.nextAt()).toBeUndefined();
  });

  it('is red when the store cannot write, and says so by its code', async () => {
    const health = new Health(new ManualScheduler());
    health.checkReady('fold', () => undefined);
    health.checkReady('store', async () => {
      throw new ChannelwrightError('CW_STORE_UNAVAILABLE', 'disk of customer 4711');
    });
    expect(await health.ready()).toEqual({
      ok: false,
      detail: { checks: { fold: 'ok', store: 'CW_STORE_UNAVAILABLE' } },
    });
  });

  it('gives the reason a check gives, and none of a stranger’s error', async () => {
    const health = new Health(new ManualScheduler());
    health.checkReady('stopping', () => 'stopping');
    health.checkReady('other', () => {
      throw new Error('token abc');
    });
    expect(await health.ready()).toEqual({ ok: false, detail: { checks: { stopping: 'stopping', other: 'failed' } } });
  });

  it('is red when a check does not answer in time', async () => {
    const clock = new ManualScheduler();
    const health = new Health(clock);
    health.checkReady('store', () => new Promise(() => undefined));
    const asking = health.ready();
    await clock.advance(2_000);
    expect(await asking).toMatchObject({ ok: false, detail: { checks: { store: 'no answer in time' } } });
  });

  it('looks once for all who ask at the same time, and again for the next', async () => {
    let looks = 0;
    const health = new Health(new ManualScheduler());
    const forget = health.checkReady('store', async () => {
      looks += 1;
    });
    await Promise.all([health.ready(), health.ready(), health.ready()]);
    expect(looks).toBe(1);
    await health.ready();
    expect(looks).toBe(2);
    forget();
    expect(await health.ready()).toEqual({ ok: true, detail: { checks: {} } });
  });
});

it('liveness has checks of its own', () => {
  const health = new Health(new ManualScheduler());
  health.checkReady('store', () => 'down');
  expect(health.live()).toEqual({ ok: true, detail: { checks: {} } });
  health.checkLive('engine', () => 'lost its store for good');
  expect(health.live()).toEqual({ ok: false, detail: { checks: { engine: 'lost its store for good' } } });
});
