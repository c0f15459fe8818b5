import type { FailureReason } from '../../contract/failure-reason.js';
import { FAILURE_CLASSES } from '../../contract/failure-reason.js';
import type { SendOutcome } from '../../contract/send-outcome.js';

/** No provider is believed when it asks to be left alone for longer than this, ms. */
const LONGEST_WAIT_MS = 24 * 3_600_000;

const KINDS: readonly unknown[] = [
  'accepted',
  'rejected',
  'retry',
  'blocked',
  'uncertain',
] satisfies SendOutcome['kind'][];

/**
 * What an adapter returned, as something that can be kept. Adapters may be written in JavaScript: a time that is none (a date
 * in `Retry-After` read as a number) would put a lane to sleep for ever, and what is no outcome at all proves nothing.
 */
export function knownOutcome(told: SendOutcome): SendOutcome {
  if (typeof told !== 'object' || told === null || !KINDS.includes(told.kind)) {
    return uncertain('the adapter returned something that is no outcome');
  }
  if (told.kind !== 'accepted') return { ...told, reason: knownReason(told.reason) };
  const ids = Array.isArray(told.ids) ? told.ids.filter((id) => typeof id === 'string' && id !== '') : [];
  return { ...told, ids };
}

function knownReason(told: FailureReason | undefined): FailureReason {
  const { afterMs, ...reason } = told ?? ({} as Partial<FailureReason>);
  const waits = typeof afterMs === 'number' && afterMs >= 0;
  return {
    ...reason,
    class: FAILURE_CLASSES.find((known) => known === reason.class) ?? 'unknown',
    scope: reason.scope ?? 'message',
    ...(waits ? { afterMs: Math.round(Math.min(afterMs, LONGEST_WAIT_MS)) } : {}),
  };
}

function uncertain(detail: string): SendOutcome {
  return { kind: 'uncertain', reason: { class: 'unknown', scope: 'message', detail } };
}
