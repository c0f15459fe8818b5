import { partIsSettled, partIsUncertain } from '../../status/aggregate.js';
import type { MessageRow } from '../../status/message-row.js';
import type { Attempt, Part, ReplyWait } from '../../status/part.js';
import { CALL_GRACE_MS, CALL_TIMEOUT_MS } from './call-time.js';

/** What an outgoing message needs next. */
export type Step =
  /** Its lane may go on. */
  | { kind: 'finished' }
  | { kind: 'prepare'; atMs: number }
  | { kind: 'send'; part: Part; atMs: number }
  /** It waits for the peer to write, for so long since everything before it has gone out. */
  | { kind: 'await'; part: Part; wait: ReplyWait }
  /** A call is under way. Found after `untilMs`, or by a new owner, it is lost. */
  | { kind: 'calling'; part: Part; attempt: Attempt; untilMs: number }
  /** The outcome of a call is unknown: ask, or decide by policy. */
  | { kind: 'resolve'; part: Part; attempt: Attempt };

/** Pure: the next step of a message, whatever has happened to it so far. */
export function nextStep(message: MessageRow): Step {
  if (message.rejection) return { kind: 'finished' };
  if (!message.parts) return { kind: 'prepare', atMs: message.prepareNotBeforeMs ?? 0 };
  for (const part of message.parts) {
    const step = stepOfPart(part);
    if (step) return step;
  }
  return { kind: 'finished' };
}

/** `undefined`: this part holds nothing up any more. */
function stepOfPart(part: Part): Step | undefined {
  const attempt = part.attempts.at(-1);
  if (attempt && attempt.outcome === undefined) {
    const timeoutMs = attempt.timeoutMs ?? CALL_TIMEOUT_MS;
    return { kind: 'calling', part, attempt, untilMs: attempt.intendedAtMs + timeoutMs + CALL_GRACE_MS };
  }
  // Given up, refused, or proven to have arrived by whichever attempt: it is never sent again.
  if (partIsSettled(part)) return undefined;
  if (part.awaitsReply) return { kind: 'await', part, wait: part.awaitsReply };
  return attempt && partIsUncertain(part)
    ? { kind: 'resolve', part, attempt }
    : { kind: 'send', part, atMs: part.notBeforeMs ?? 0 };
}
