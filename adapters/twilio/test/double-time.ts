import type { Clock } from 'channelwright/adapter';

/** Time that stands still until a test moves it. */
export class StandingTime implements Clock {
  constructor(private ms: number) {}

  now(): number {
    return this.ms;
  }

  set(ms: number): void {
    this.ms = ms;
  }

  sleep(): Promise<void> {
    return Promise.resolve();
  }
}
