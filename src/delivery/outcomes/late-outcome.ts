import type { SendOutcome } from '../../contract/send-outcome.js';
import type { Attempt, Part } from '../../status/part.js';
import type { DeliveryEvents } from '../message/delivery-events.js';

/**
 * Which attempt a call was. Where transactions were lost, the intent of a call may be lost with them: that it was accepted is
 * then the proof for the attempt that stands for all the unknown ones.
 */
export function attemptOf(
  { attempts }: Part,
  { correlation, outcome }: Pick<DeliveryEvents['returned'], 'correlation' | 'outcome'>,
): Attempt | undefined {
  const known = attempts.find((attempt) => attempt.correlation === correlation);
  return known ?? (outcome.kind === 'accepted' ? attempts.findLast(({ unrecorded }) => unrecorded) : undefined);
}

/**
 * What the outcome of a call means for its attempt:
 * `ends` it, as outcomes do · `settles` what the owner could only call lost: the call itself says more · `nothing`, since it
 * is known already, or the part has gone on without it.
 */
export type Weight = 'ends' | 'settles' | 'nothing';

/** Pure. An outcome that was accepted is a proof, whatever has been decided meanwhile. Others only end a doubt that still is one. */
export function weightOf(part: Part, attempt: Attempt, told: SendOutcome): Weight {
  if (attempt.outcome === undefined) return 'ends';
  if (told.kind === 'accepted') return isKnown(attempt, told.ids) ? 'nothing' : 'settles';
  if (!attempt.lost || told.kind === 'uncertain') return 'nothing';
  const isDecided = part.abandoned !== undefined || part.presumed !== undefined || attempt.resend === true;
  return isDecided || part.attempts.at(-1) !== attempt ? 'nothing' : 'settles';
}

/** The attempt as it was while its call was under way. */
export function reopened(attempt: Attempt): Attempt {
  const {
    outcome: _judged,
    reason,
    returnedAtMs: _,
    lost: _heard,
    keyed: _known,
    resend: _needless,
    ...open
  } = attempt;
  // A reason that a receipt gave is no word of the call's.
  return attempt.progress === 'failed' && reason ? { ...open, reason } : open;
}

function isKnown({ outcome, ids }: Attempt, told: readonly string[]): boolean {
  return outcome === 'accepted' && told.every((id) => ids.some((known) => known.id === id));
}
