import type { FailureReason } from '../../contract/failure-reason.js';
import type { SendOutcome } from '../../contract/send-outcome.js';
import { partIsSettled } from '../../status/aggregate.js';
import type { MessageRow } from '../../status/message-row.js';
import type { Attempt, Part } from '../../status/part.js';
import { applyOutcome } from '../../status/transition.js';
import { nextStep } from '../message/step.js';

const REASON: FailureReason = {
  class: 'timeout',
  scope: 'message',
  detail: 'transactions of the store were lost: it may have been sent',
};

/** What is known when a message is recovered. */
export interface Recovery {
  nowMs: number;
  epoch: number;
  /** Whether the provider still drops a repetition of the part. */
  isKeyAlive(part: Part): boolean;
}

/**
 * Pure. The message after transactions of the store were lost. Whatever of it is not settled may have been sent by them, every
 * part that is left, not the next alone: so each is uncertain, unless its key makes a repetition safe. Of a message that is not
 * planned, the plan may have been lost, and its keys with it. Answers the same object where there is nothing to recover.
 */
export function recoveredMessage(message: MessageRow, recovery: Recovery): MessageRow {
  if (message.origin !== 'agent' || nextStep(message).kind === 'finished') return message;
  if (!message.parts) {
    return message.recoveredAtMs === undefined ? { ...message, recoveredAtMs: recovery.nowMs } : message;
  }
  const parts = message.parts.map((part) => recoveredPart(part, message.receivedAtMs, recovery));
  return parts.some((part, index) => part !== message.parts?.[index]) ? { ...message, parts } : message;
}

/** A part as it is planned for a message that may have been sent under another plan. */
export function doubtful(part: Part, sinceMs: number, epoch: number, nowMs: number): Part {
  return inDoubt(part, unrecorded(part, sinceMs, epoch, nowMs));
}

function recoveredPart(part: Part, receivedAtMs: number, { nowMs, epoch, isKeyAlive }: Recovery): Part {
  const last = part.attempts.at(-1);
  const keyed = isKeyAlive(part);
  if (last && last.outcome === undefined) {
    const told: SendOutcome = { kind: keyed ? 'retry' : 'uncertain', reason: REASON };
    const after = applyOutcome(last, told, nowMs);
    if (after.outcome === 'accepted') return withLast(part, after);
    return withLast(part, { ...after, unrecorded: true, ...(keyed ? { keyed } : {}) });
  }
  if (partIsSettled(part) || (last?.unrecorded && !last.resend)) return part;
  if (last?.outcome === 'uncertain' && !last.resend) return withLast(part, { ...last, unrecorded: true });
  const sinceMs = last?.returnedAtMs ?? last?.intendedAtMs ?? receivedAtMs;
  const attempt = unrecorded(part, sinceMs, epoch, nowMs);
  if (!keyed) return inDoubt(part, attempt);
  return { ...part, attempts: [...part.attempts, { ...attempt, outcome: 'retry', keyed }] };
}

/** Stands for whatever calls there may have been. */
function unrecorded({ id, attempts }: Part, sinceMs: number, epoch: number, nowMs: number): Attempt {
  const n = attempts.length + 1;
  return {
    n,
    correlation: `unrecorded-${id}-${n}`,
    epoch,
    intendedAtMs: sinceMs,
    outcome: 'uncertain',
    returnedAtMs: nowMs,
    reason: REASON,
    progress: 'pending',
    ids: [],
    lookups: 0,
    unrecorded: true,
  };
}

/** It waits neither for its time nor for the peer: it is to be found out whether it has gone. */
function inDoubt({ notBeforeMs: _, awaitsReply: _over, ...part }: Part, attempt: Attempt): Part {
  return { ...part, attempts: [...part.attempts, attempt] };
}

function withLast(part: Part, attempt: Attempt): Part {
  return { ...part, attempts: part.attempts.with(-1, attempt) };
}
