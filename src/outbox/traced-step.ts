import type { SpanStart } from '../policy/traces.js';
import type { Emission } from './tx.js';

/** A step of a trace that a commit completes. For whoever traces; no lifecycle event. */
export interface TracedStep {
  start: SpanStart;
  /** ms since the epoch. */
  fromMs: number;
  toMs: number;
}

const TRACED_STEP = 'trace.step';

/** What a reducer hands to `tx.emit`. */
export function tracedStep(start: SpanStart, fromMs: number, toMs: number): Emission {
  return { type: TRACED_STEP, payload: { start, fromMs, toMs } satisfies TracedStep };
}

export function asTracedStep({ type, payload }: Emission): TracedStep | undefined {
  return type === TRACED_STEP ? (payload as TracedStep) : undefined;
}
