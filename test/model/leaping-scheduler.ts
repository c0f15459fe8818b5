import type { CancelTimer, Scheduler } from '../../src/policy/scheduler.js';

interface Timer {
  atMs: number;
  /** It was set for no longer than this: somebody looks again and again. */
  isPoll: boolean;
  fn: () => void;
}

const LONGEST_POLL_MS = 500;

/** Time that leaps from one event to the next, over those who look again and again: an hour costs no more than a second. */
export class LeapingScheduler implements Scheduler {
  readonly #timers = new Set<Timer>();

  constructor(public nowMs: number) {}

  now(): number {
    return this.nowMs;
  }

  monotonic(): number {
    return this.nowMs;
  }

  at(atMs: number, fn: () => void): CancelTimer {
    const timer = { atMs, isPoll: atMs - this.nowMs <= LONGEST_POLL_MS, fn };
    this.#timers.add(timer);
    if (atMs <= this.nowMs) setImmediate(() => this.#fire(timer));
    return () => this.#timers.delete(timer);
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.at(this.nowMs + ms, resolve);
      signal?.addEventListener('abort', () => {
        cancel();
        resolve();
      });
    });
  }

  /** When something happens that is no poll. */
  get nextAt(): number | undefined {
    const times = [...this.#timers].filter(({ isPoll }) => !isPoll).map(({ atMs }) => atMs);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  /** Sets the time, and lets run what is due by then. What that sets off is not waited for. */
  leapTo(atMs: number): void {
    this.nowMs = Math.max(this.nowMs, atMs);
    const due = [...this.#timers].filter((timer) => timer.atMs <= this.nowMs);
    for (const timer of due.sort((a, b) => a.atMs - b.atMs)) this.#fire(timer);
  }

  /** A part of this time that ends with its process: its timers never run any more. */
  ofOneLife(isDead: () => boolean): Scheduler {
    return {
      now: () => this.nowMs,
      monotonic: () => this.nowMs,
      at: (atMs, fn) => this.at(atMs, () => !isDead() && fn()),
      sleep: (ms, signal) => this.sleep(ms, signal).then(() => (isDead() ? new Promise(() => undefined) : undefined)),
    };
  }

  #fire(timer: Timer): void {
    if (this.#timers.delete(timer)) timer.fn();
  }
}
