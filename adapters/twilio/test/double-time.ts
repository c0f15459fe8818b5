import type { DoubleTime } from '../double/index.js';

/** Time that stands still until a test moves it. */
export class StandingTime implements DoubleTime {
  constructor(private ms: number) {}

  now(): number {
    return this.ms;
  }

  set(ms: number): void {
    this.ms = ms;
  }

  wait(): Promise<void> {
    return Promise.resolve();
  }
}
