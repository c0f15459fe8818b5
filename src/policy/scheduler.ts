import type { Clock } from '../contract/clock.js';

/** Cancels a timer. Harmless when it has fired. */
export type CancelTimer = () => void;

/** The framework's time: {@link Clock} and timers, so that a test can move both by hand. */
export interface Scheduler extends Clock {
  /** Calls `fn` once, at `atMs` or as soon as possible after it. The timer alone does not keep the process alive. */
  at(atMs: number, fn: () => void): CancelTimer;
  /** ms since some moment of the past. Never set back; but it may stand still while the machine is suspended. */
  monotonic(): number;
}
