import { describe, expect, it } from '@jest/globals';
import { ManualScheduler } from '../../../src/testing/manual-scheduler.js';

describe('time moved by hand', () => {
  it('stands still by itself', async () => {
    const scheduler = new ManualScheduler(1_000);
    await scheduler.settle();
    expect(scheduler.now()).toBe(1_000);
  });

  it('runs timers in the order of their times, then of their setting, each at its own time', async () => {
    const scheduler = new ManualScheduler(0);
    const ran: string[] = [];
    scheduler.at(20, () => ran.push(`late ${scheduler.now()}`));
    scheduler.at(10, () => ran.push(`first ${scheduler.now()}`));
    scheduler.at(10, () => ran.push(`second ${scheduler.now()}`));
    await scheduler.advance(30);
    expect(ran).toEqual(['first 10', 'second 10', 'late 20']);
    expect(scheduler.now()).toBe(30);
  });

  it('lets what a timer set off set further timers on the way', async () => {
    const scheduler = new ManualScheduler(0);
    const beats: number[] = [];
    const beat = async (): Promise<void> => {
      for (;;) {
        await scheduler.sleep(10);
        beats.push(scheduler.now());
      }
    };
    void beat();
    await scheduler.advance(35);
    expect(beats).toEqual([10, 20, 30]);
  });

  it('forgets a timer that was cancelled', async () => {
    const scheduler = new ManualScheduler(0);
    let ran = false;
    scheduler.at(10, () => {
      ran = true;
    })();
    await scheduler.advance(20);
    expect(ran).toBe(false);
    expect(scheduler.nextAt()).toBeUndefined();
  });

  it('runs a timer that is due already without being moved', async () => {
    const scheduler = new ManualScheduler(100);
    let ran = false;
    scheduler.at(50, () => {
      ran = true;
    });
    expect(ran).toBe(false);
    await scheduler.settle();
    expect(ran).toBe(true);
    expect(scheduler.now()).toBe(100);
  });

  it('ends a sleep that is aborted, without moving', async () => {
    const scheduler = new ManualScheduler(0);
    const abort = new AbortController();
    const sleeping = scheduler.sleep(1_000, abort.signal);
    abort.abort();
    await sleeping;
    expect(scheduler.now()).toBe(0);
    expect(scheduler.nextAt()).toBeUndefined();
  });
});
