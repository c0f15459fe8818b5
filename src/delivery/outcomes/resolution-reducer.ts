import { inject, injectable } from 'inversify';
import { CHANNEL_RUNTIMES, type Channels } from '../../directory/channels/channel-runtime.js';
import type { FoldEvent, Reducer } from '../../outbox/reducer.js';
import type { Tx } from '../../outbox/tx.js';
import { presume } from '../../status/aggregate.js';
import { idRefKey, MESSAGES, type MessageRow, REFS } from '../../status/message-row.js';
import type { Attempt } from '../../status/part.js';
import { registerIds } from '../../status/register-ids.js';
import { RETENTION, type Retention } from '../../status/retention.js';
import { applyOutcome } from '../../status/transition.js';
import { changeAttempt, changePart } from '../message/change-part.js';
import type { AttemptName, DeliveryEvents, LookupAnswer } from '../message/delivery-events.js';
import { nextStep } from '../message/step.js';
import { isSettled } from '../message/uncertain.js';

/** Ends uncertainty: by a lookup, or by policy when the time for it is up. */
@injectable()
export class ResolutionReducer implements Reducer {
  readonly kinds = ['delivery.lookedUp', 'delivery.undecided'];

  constructor(
    @inject(CHANNEL_RUNTIMES) private readonly channels: Channels,
    @inject(RETENTION) private readonly retention: Retention,
  ) {}

  reduce(event: FoldEvent, tx: Tx): void {
    const named = event.body as AttemptName;
    const message = tx.get(MESSAGES, named.message);
    const step = message && nextStep(message);
    // Proof may have come in the meantime: then there is nothing left to resolve.
    if (!message || step?.kind !== 'resolve' || step.part.index !== named.partIndex || step.attempt.n !== named.attempt)
      return;
    if (event.kind === 'delivery.undecided') return this.#decide(message, named, tx);
    this.#learn(message, event.body as DeliveryEvents['lookedUp'], step.attempt, tx);
  }

  #decide(message: MessageRow, named: AttemptName, tx: Tx): void {
    if (this.channels.byName(message.channel)?.delivery.onUncertain === 'resend') {
      return tx.put(
        MESSAGES,
        changeAttempt(message, named, (attempt) => ({ ...attempt, resend: true })),
      );
    }
    const part = message.parts![named.partIndex]!;
    const reason = part.attempts[named.attempt - 1]?.reason;
    const code = reason?.code === undefined ? {} : { code: reason.code };
    tx.put(MESSAGES, changePart(message, presume(part, { class: 'unconfirmed', scope: 'message', ...code })));
  }

  #learn(message: MessageRow, told: DeliveryEvents['lookedUp'], attempt: Attempt, tx: Tx): void {
    const channel = this.channels.byName(message.channel);
    if (isOfAnother(told, message, tx)) told = { ...told, answer: 'unknown' };
    // The provider was asked for the calls on record, and there may have been others.
    const isComplete = channel && !attempt.unrecorded && isSettled(attempt, channel, told.askedAtMs);
    const believed = isComplete ? told.answer : onlyIfSent(told.answer);
    const changed = changeAttempt(message, told, (before) => afterLookup(before, believed, tx.nowMs));
    tx.put(MESSAGES, changed);
    if (believed === 'unknown' || !believed.sent) return;
    registerIds(tx, changed, { part: told.partIndex, attempt: told.attempt }, believed, this.retention.statesMs);
  }
}

/** What the provider found belongs to another attempt: two messages with one text. It proves nothing of this one. */
function isOfAnother({ answer, ...named }: DeliveryEvents['lookedUp'], { account }: MessageRow, tx: Tx): boolean {
  if (answer === 'unknown' || !answer.sent) return false;
  return answer.ids.some((id) => {
    const ref = tx.get(REFS, idRefKey(account, id));
    return ref !== undefined && !(ref.message === named.message && ref.partIndex === named.partIndex);
  });
}

/** Before the provider's list has settled, that something is not in it proves nothing. */
function onlyIfSent(answer: LookupAnswer): LookupAnswer {
  return answer !== 'unknown' && answer.sent ? answer : 'unknown';
}

function afterLookup(attempt: Attempt, answer: LookupAnswer, nowMs: number): Attempt {
  const asked = { ...attempt, lookups: attempt.lookups + 1 };
  if (answer === 'unknown') return asked;
  if (!answer.sent) return { ...asked, outcome: 'retry' };
  return applyOutcome(asked, { kind: 'accepted', ids: answer.ids }, attempt.returnedAtMs ?? nowMs);
}
