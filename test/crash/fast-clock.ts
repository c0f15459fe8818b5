import { setTimeout as delay } from 'node:timers/promises';
import type { Scheduler } from '../../src/policy/scheduler.js';

/** Time that everybody of one run shares, across processes, and that passes `speed` times as fast as on the wall. */
export interface ClockSettings {
  /** `Date.now()` at the beginning. */
  realMs: number;
  /** What the clock showed then, ms since the epoch. */
  shownMs: number;
  speed: number;
}

export function fastClock({ realMs, shownMs, speed }: ClockSettings): Scheduler {
  const now = () => Math.round(shownMs + (Date.now() - realMs) * speed);
  return {
    now,
    monotonic: () => performance.now() * speed,
    async sleep(ms, signal) {
      await delay(ms / speed, undefined, signal ? { signal } : {}).catch(() => undefined);
    },
    at(atMs, fn) {
      let timer: NodeJS.Timeout;
      const arm = (): void => {
        const leftMs = Math.max(0, Math.ceil((atMs - now()) / speed));
        timer = setTimeout(() => (now() < atMs ? arm() : fn()), Math.min(leftMs, LONGEST_DELAY_MS));
        timer.unref();
      };
      arm();
      return () => clearTimeout(timer);
    },
  };
}

/** The longest delay `setTimeout` takes without firing at once. Source: Node.js documentation, `TIMEOUT_MAX`. */
const LONGEST_DELAY_MS = 2 ** 31 - 1;
