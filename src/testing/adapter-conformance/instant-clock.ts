import type { Clock } from '../../contract/clock.js';

/** Nobody is made to wait: a sleep moves this clock and is over in the next turn of the event loop. Every sleep is kept. */
export class InstantClock implements Clock {
  readonly sleeps: number[] = [];
  #nowMs: number;

  constructor(startMs: number) {
    this.#nowMs = startMs;
  }

  now(): number {
    return this.#nowMs;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    this.sleeps.push(ms);
    if (signal?.aborted) return;
    this.#nowMs += Math.max(0, ms);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
