import type { Scheduler } from '../policy/scheduler.js';

/** The times of a member, ms. All follow from its expiry. */
export interface FleetTiming {
  /** A member that has not renewed for this long is dead. */
  expiryMs: number;
  /** From one heartbeat to the next. */
  beatMs: number;
  /** How long an answer of the ledger is waited for. */
  answerMs: number;
  /** No call begins later than this after the last confirmed renewal was sent. */
  horizonMs: number;
}

export function fleetTiming(expiryMs: number): FleetTiming {
  // Whole: moments that follow from them are written into rows.
  const part = (of: number) => Math.floor(expiryMs / of);
  return { expiryMs, beatMs: part(12), answerMs: part(6), horizonMs: part(3) };
}

/**
 * How old a member is before the others count on it. By then, whoever may still call has seen it, since it has renewed within
 * its horizon; the newcomer itself waits for a horizon, and has a heartbeat to be ahead of what it is given.
 */
export function newcomerMs(expiryMs: number): number {
  const { horizonMs, beatMs } = fleetTiming(expiryMs);
  return horizonMs + beatMs;
}

/** A moment, on both clocks. */
export interface Moment {
  wallMs: number;
  monotonicMs: number;
}

export function momentOf(scheduler: Scheduler): Moment {
  return { wallMs: scheduler.now(), monotonicMs: scheduler.monotonic() };
}

/**
 * How long ago that was, ms, by the clock that says more: the wall may have been set back, and the other one stands still while
 * the machine is suspended. Both at once, between two renewals, would go unnoticed.
 */
export function elapsedSince(moment: Moment, scheduler: Scheduler): number {
  return Math.max(scheduler.now() - moment.wallMs, scheduler.monotonic() - moment.monotonicMs);
}
