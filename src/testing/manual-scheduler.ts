import type { CancelTimer, Scheduler } from '../policy/scheduler.js';

interface Timer {
  atMs: number;
  order: number;
  fn: () => void;
}

/** How many turns of the event loop the work set off by one timer is given before the next timer runs. */
const TURNS = 3;

/**
 * Time that stands still until a test moves it. A timer set for now or earlier runs by itself in the next turn of the event
 * loop, as a real one would; every other timer runs only by {@link advance}.
 */
export class ManualScheduler implements Scheduler {
  #timers: Timer[] = [];
  #order = 0;
  #nowMs: number;

  /** @param startMs the time it begins at, ms since the epoch */
  constructor(startMs = Date.UTC(2026, 0, 1)) {
    this.#nowMs = startMs;
  }

  now(): number {
    return this.#nowMs;
  }

  /** The same time: both clocks are moved together. */
  monotonic(): number {
    return this.#nowMs;
  }

  at(atMs: number, fn: () => void): CancelTimer {
    this.#order += 1;
    const timer = { atMs, order: this.#order, fn };
    this.#timers.push(timer);
    if (atMs <= this.#nowMs) setImmediate(() => this.#fire(timer));
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const cancel = this.at(this.#nowMs + ms, () => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      });
      const onAbort = () => {
        cancel();
        resolve();
      };
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  }

  /** When the next timer is due, ms since the epoch. */
  nextAt(): number | undefined {
    return this.#next()?.atMs;
  }

  /** Moves time by `ms`. Timers due on the way run in order, each at its own time, and what they set off settles first. */
  async advance(ms: number): Promise<void> {
    await this.advanceTo(this.#nowMs + ms);
  }

  /** {@link advance} to a moment, ms since the epoch. */
  async advanceTo(untilMs: number): Promise<void> {
    await this.settle();
    for (let timer = this.#next(); timer && timer.atMs <= untilMs; timer = this.#next()) {
      this.#nowMs = Math.max(this.#nowMs, timer.atMs);
      this.#fire(timer);
      await this.settle();
    }
    this.#nowMs = Math.max(this.#nowMs, untilMs);
    await this.settle();
  }

  /** Lets promises and immediates that are on their way come through. I/O that takes real time is not waited for. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < TURNS; turn += 1) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  #next(): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers) {
      if (!next || timer.atMs < next.atMs || (timer.atMs === next.atMs && timer.order < next.order)) next = timer;
    }
    return next;
  }

  #fire(timer: Timer): void {
    const index = this.#timers.indexOf(timer);
    if (index < 0) return;
    this.#timers.splice(index, 1);
    timer.fn();
  }
}
