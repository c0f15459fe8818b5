import { injectable } from 'inversify';
import type { FailureReason } from '../contract/failure-reason.js';
import type { SendOutcome } from '../contract/send-outcome.js';
import { nextStep } from '../delivery/message/step.js';
import { stopMessage } from '../delivery/message/stop-message.js';
import type { FoldEvent, Reducer, Settler } from '../outbox/reducer.js';
import { slotOf } from '../outbox/slot.js';
import type { Tx } from '../outbox/tx.js';
import { TIMER_QUEUE } from '../outbox/work-handler.js';
import { WORK, type WorkRow } from '../outbox/work-row.js';
import { partIsUncertain, presume } from '../status/aggregate.js';
import { MESSAGES, type MessageRow } from '../status/message-row.js';
import type { Part } from '../status/part.js';
import { applyOutcome } from '../status/transition.js';

/** The timer of an erased message whose call is under way. */
export const ERASED_CALL = 'erased-call';

const CANCELLED: FailureReason = { class: 'cancelled', scope: 'message' };
const UNCONFIRMED: FailureReason = { class: 'unconfirmed', scope: 'message' };
const LOST: SendOutcome = { kind: 'uncertain', reason: { class: 'timeout', scope: 'message' } };

/**
 * An erased message is in no lane any more: what has not been sent will not be. All that is waited for is what a call comes to, for as
 * long as it may take; nothing of the person is kept for that.
 */
@injectable()
export class ErasedMessageSettler implements Settler<MessageRow> {
  readonly table = MESSAGES;

  settle(row: MessageRow, before: MessageRow | undefined, tx: Tx): void {
    if (row.erasedAtMs === undefined || row.origin !== 'agent') return;
    const untilMs = callUntilMs(row, tx);
    if (untilMs !== undefined) return awaitCall(tx, row, untilMs);
    if (before && nextStep(before).kind === 'calling') tx.remove(WORK, callKey(row));
    if (nextStep(row).kind !== 'finished') stopMessage(tx, decided(row, tx.nowMs), CANCELLED);
  }
}

/** The time of a call is over. */
@injectable()
export class ErasedCallReducer implements Reducer {
  readonly kinds = [`due.${ERASED_CALL}`];

  reduce({ body }: FoldEvent, tx: Tx): void {
    const { key, ref } = body as WorkRow;
    tx.remove(WORK, key);
    const message = tx.get(MESSAGES, ref);
    // Written again, so that what follows from the time is derived.
    if (message) tx.put(MESSAGES, { ...message });
  }
}

/** Until when a call that the owner of now has begun may take; `undefined`: none is under way. */
export function callUntilMs(message: MessageRow, { epoch, nowMs }: Pick<Tx, 'epoch' | 'nowMs'>): number | undefined {
  const step = nextStep(message);
  if (step.kind !== 'calling' || step.attempt.epoch !== epoch || step.untilMs <= nowMs) return undefined;
  return step.untilMs;
}

function awaitCall(tx: Tx, row: MessageRow, dueAtMs: number): void {
  const { app, portal, key: ref } = row;
  const slot = slotOf(app, portal);
  tx.put(WORK, { key: callKey(row), queue: TIMER_QUEUE, app, portal, slot, dueAtMs, leased: true, ref });
}

function callKey({ key }: MessageRow): string {
  return `${ERASED_CALL}:${key}`;
}

/** Nobody will ask any more what became of a call whose end is not known. */
function decided(message: MessageRow, nowMs: number): MessageRow {
  return message.parts ? { ...message, parts: message.parts.map((part) => decidedPart(part, nowMs)) } : message;
}

function decidedPart(part: Part, nowMs: number): Part {
  const last = part.attempts.at(-1);
  const isLost = last !== undefined && last.outcome === undefined;
  const known = isLost ? { ...part, attempts: part.attempts.with(-1, lost(last, nowMs)) } : part;
  return partIsUncertain(known) && !known.presumed ? presume(known, UNCONFIRMED) : known;
}

/** What it returned may still come, from the process that has made it. */
function lost(attempt: Part['attempts'][number], nowMs: number): Part['attempts'][number] {
  const after = applyOutcome(attempt, LOST, nowMs);
  return after.outcome === 'accepted' ? after : { ...after, lost: true };
}
