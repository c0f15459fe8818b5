import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { systemScheduler } from '../../../src/policy/system-scheduler.js';

const DAY_MS = 86_400_000;

describe('the wall clock', () => {
  beforeEach(() => {
    jest.useFakeTimers({ now: Date.UTC(2026, 0, 1) });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('runs a timer at its time, also one further away than setTimeout can count', () => {
    const ran: number[] = [];
    const start = systemScheduler.now();
    systemScheduler.at(start + 100 * DAY_MS, () => ran.push((systemScheduler.now() - start) / DAY_MS));
    jest.advanceTimersByTime(99 * DAY_MS);
    expect(ran).toEqual([]);
    jest.advanceTimersByTime(2 * DAY_MS);
    expect(ran).toEqual([100]);
  });

  it('runs a timer of the past as soon as possible', () => {
    let ran = false;
    systemScheduler.at(systemScheduler.now() - 5, () => {
      ran = true;
    });
    expect(ran).toBe(false);
    jest.advanceTimersByTime(1);
    expect(ran).toBe(true);
  });

  it('runs a timer in its time although the clock was set back', () => {
    let ran = false;
    systemScheduler.at(systemScheduler.now() + 30_000, () => {
      ran = true;
    });
    jest.advanceTimersByTime(1_000);
    jest.setSystemTime(systemScheduler.now() - 3_600_000);
    jest.advanceTimersByTime(35_000);
    expect(ran).toBe(true);
  });

  it('forgets a timer that was cancelled', () => {
    let ran = false;
    const cancel = systemScheduler.at(systemScheduler.now() + 30 * DAY_MS, () => {
      ran = true;
    });
    jest.advanceTimersByTime(29 * DAY_MS);
    cancel();
    jest.advanceTimersByTime(30 * DAY_MS);
    expect(ran).toBe(false);
  });
});

it('a sleep that is aborted ends at once and never rejects', async () => {
  const abort = new AbortController();
  const sleeping = systemScheduler.sleep(DAY_MS, abort.signal);
  abort.abort();
  await sleeping;
  await systemScheduler.sleep(DAY_MS, AbortSignal.abort());
});
