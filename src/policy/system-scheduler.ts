import { setTimeout as delay } from 'node:timers/promises';
import type { CancelTimer, Scheduler } from './scheduler.js';

/** The longest delay `setTimeout` takes without firing at once. Source: Node.js documentation, `TIMEOUT_MAX`. */
const LONGEST_DELAY_MS = 2 ** 31 - 1;

/** How far the clock may be corrected backwards before a timer goes by elapsed time instead, ms. */
const CLOCK_SLACK_MS = 1_000;

/** The wall clock. */
export const systemScheduler: Scheduler = {
  now: () => Date.now(),
  async sleep(ms, signal) {
    const until = performance.now() + ms;
    for (let left = ms; left > 0 && !signal?.aborted; left = until - performance.now()) {
      await delay(Math.min(left, LONGEST_DELAY_MS), undefined, signal ? { signal } : {}).catch(() => undefined);
    }
  },
  at(atMs, fn): CancelTimer {
    let timer: NodeJS.Timeout;
    // Should the clock be set back meanwhile, what was to last a second must not last an hour.
    const atLatest = performance.now() + (atMs - Date.now()) + CLOCK_SLACK_MS;
    const isOver = () => Date.now() >= atMs || performance.now() >= atLatest;
    // A timer may fire a little early by this clock, and cannot be set for more than 24 days.
    const arm = (): void => {
      const left = Math.min(atMs - Date.now(), atLatest - performance.now());
      timer = setTimeout(() => (isOver() ? fn() : arm()), Math.min(Math.max(0, left), LONGEST_DELAY_MS));
      timer.unref();
    };
    arm();
    return () => clearTimeout(timer);
  },
  monotonic: () => performance.now(),
};
