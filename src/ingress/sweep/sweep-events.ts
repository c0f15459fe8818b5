import type { OperatorCommand } from '../../outbox/command-event.js';
import type { SweepState } from './sweep-state.js';

/** Something may have been missed in a portal. */
export const SWEEP_WANTED = 'sweep.wanted';

/**
 * `started`: nobody worked on the portal for a while · `taken`: its owner died · `handed-over`: somebody always did, so nothing was
 * missed · `outage`: the store can be used again · `recovered`: transactions of the store were lost.
 */
export type SweepCause = 'started' | 'taken' | 'handed-over' | 'outage' | 'recovered';

export interface SweepWantedBody {
  cause: SweepCause;
}

/** A sweep has made its calls, and goes on, or has ended. */
export const SWEEP_ADVANCED = 'sweep.advanced';

export interface SweepAdvancedBody {
  state: SweepState;
  /** When it goes on, where not at once, ms. */
  notBeforeMs?: number;
  found: FoundMessage[];
}

export interface FoundMessage {
  /** Key of the message row. */
  message: string;
  verdict: 'accepted' | 'reported';
  ageMs: number;
}

/** `key` is `app/portal`. */
export type SweepCommand = OperatorCommand & { name: 'sweep' };
