import { setTimeout as delay } from 'node:timers/promises';
import type { CancelTimer, Scheduler } from './scheduler.js';

/** The longest delay `setTimeout` takes without firing at once. Source: Node.js documentation, `TIMEOUT_MAX`. */
const LONGEST_DELAY_MS = 2 ** 31 - 1;

/** The wall clock. */
export const systemScheduler: Scheduler = {
  now: () => Date.now(),
  async sleep(ms, signal) {
    await delay(Math.min(ms, LONGEST_DELAY_MS), undefined, signal ? { signal } : {}).catch(() => undefined);
  },
  at(atMs, fn): CancelTimer {
    const timer = setTimeout(fn, Math.min(Math.max(0, atMs - Date.now()), LONGEST_DELAY_MS));
    timer.unref();
    return () => clearTimeout(timer);
  },
};
