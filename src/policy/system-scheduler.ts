import { setTimeout as delay } from 'node:timers/promises';
import type { CancelTimer, Scheduler } from './scheduler.js';

/** The longest delay `setTimeout` takes without firing at once. Source: Node.js documentation, `TIMEOUT_MAX`. */
const LONGEST_DELAY_MS = 2 ** 31 - 1;

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
    // A timer may fire a little early by this clock, and cannot be set for more than 24 days.
    const arm = (): void => {
      timer = setTimeout(
        () => (Date.now() < atMs ? arm() : fn()),
        Math.min(Math.max(0, atMs - Date.now()), LONGEST_DELAY_MS),
      );
      timer.unref();
    };
    arm();
    return () => clearTimeout(timer);
  },
};
