import type { SweepCounts } from './sweep-state.js';

/** What is counted of sweeps. */
export interface SweepObserver {
  /** A run of calls is over, in which so much was done. */
  advanced(app: string, done: SweepCounts): void;
  /** A sweep has ended. */
  ended(app: string, result: 'complete' | 'hindered'): void;
}

export const SWEEP_OBSERVER = Symbol.for('channelwright.SweepObserver');
