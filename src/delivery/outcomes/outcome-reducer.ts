import { inject, injectable } from 'inversify';
import type { FailureReason } from '../../contract/failure-reason.js';
import type { SendOutcome } from '../../contract/send-outcome.js';
import { ACCOUNT_DIRECTORY, type Accounts } from '../../directory/accounts/accounts.js';
import { CONVERSATIONS } from '../../directory/people/conversation-row.js';
import { addAlias } from '../../directory/people/conversations.js';
import { TOMBSTONE_KEYS, type Tombstones } from '../../directory/people/tombstones.js';
import { GATES } from '../../outbox/gate.js';
import type { FoldEvent, Reducer } from '../../outbox/reducer.js';
import type { Tx } from '../../outbox/tx.js';
import { backoffMs } from '../../policy/backoff.js';
import type { Random } from '../../policy/random.js';
import { RANDOM } from '../../policy/tokens.js';
import { MESSAGES, type MessageRow, waitKey } from '../../status/message-row.js';
import type { Attempt, Part } from '../../status/part.js';
import { registerIds } from '../../status/register-ids.js';
import { RETENTION, type Retention } from '../../status/retention.js';
import { applyOutcome } from '../../status/transition.js';
import { bareReason, keptId } from '../../status/without-person.js';
import { closeGate, gateKeyOf, gatesBefore } from '../gates/gate-changes.js';
import { changeAttempt, changePart } from '../message/change-part.js';
import type { AttemptName, DeliveryEvents } from '../message/delivery-events.js';
import { keyLives } from '../message/key-lives.js';
import { nextStep } from '../message/step.js';
import { attemptOf, reopened, type Weight, weightOf } from './late-outcome.js';

const RETRY_BACKOFF = { baseMs: 1_000, capMs: 60_000 };
/** How often a file may be unavailable until its part is given up: with the backoff, after some two minutes. */
const MOST_FILE_FAILURES = 8;
/** How long the scope of a `blocked` outcome stays closed before it is tried again, ms. */
const BLOCKED_MS = 5 * 60_000;

/** The life of one call: intended, returned, or lost. */
@injectable()
export class OutcomeReducer implements Reducer {
  readonly kinds = ['delivery.intended', 'delivery.returned', 'delivery.lost'];

  constructor(
    @inject(ACCOUNT_DIRECTORY) private readonly accounts: Accounts,
    @inject(RANDOM) private readonly random: Random,
    @inject(RETENTION) private readonly retention: Retention,
    @inject(TOMBSTONE_KEYS) private readonly tombstones: Tombstones,
  ) {}

  reduce(event: FoldEvent, tx: Tx): void {
    const named = event.body as AttemptName;
    const message = tx.get(MESSAGES, named.message);
    if (!message) return;
    if (event.kind === 'delivery.intended') return this.#intend(event.body as DeliveryEvents['intended'], message, tx);
    if (event.kind === 'delivery.lost') return this.#lose(message, named, tx);
    this.#return(message, event.body as DeliveryEvents['returned'], tx);
  }

  /** Nothing will be heard of the call any more, unless the process that has made it still says something. */
  #lose(message: MessageRow, named: AttemptName, tx: Tx): void {
    if (message.parts?.[named.partIndex]?.attempts[named.attempt - 1]?.outcome !== undefined) return;
    this.#complete(message, named, LOST, tx.nowMs, tx);
  }

  #return(message: MessageRow, told: DeliveryEvents['returned'], tx: Tx): void {
    const part = message.parts?.[told.partIndex];
    const attempt = part && attemptOf(part, told);
    if (!part || !attempt) return;
    const named: AttemptName = { ...told, attempt: attempt.n };
    const outcome =
      message.erasedAtMs === undefined ? told.outcome : this.#ofNobody(message, attempt, told.outcome, tx);
    const weight = weightOf(part, attempt, outcome);
    if (attempt.outcome !== undefined) recordLate(message, named, outcome, weight, tx);
    if (weight === 'nothing') return;
    const open = weight === 'ends' ? message : changeAttempt(message, named, reopened);
    this.#complete(open, named, outcome, told.atMs, tx);
  }

  /** Whoever it was sent to is erased: what became of it counts, whatever tells who it was does not. */
  #ofNobody(message: MessageRow, attempt: Attempt, told: SendOutcome, tx: Tx): SendOutcome {
    if (told.kind === 'retry') return { kind: 'retry', reason: bareReason(told.reason) };
    if (told.kind !== 'accepted') return { ...told, reason: bareReason(told.reason) };
    const { aliases: _whose, ...accepted } = told;
    const { account } = message;
    for (const ref of told.ids) tx.unpark(waitKey(message, { of: 'id', ref }));
    return { ...accepted, ids: told.ids.map((id) => keptId(attempt, id, this.tombstones.hiddenIds(account, id))) };
  }

  /** Licenses the call, unless something has changed since the caller looked: the message, a gate, or the peer's mind. */
  #intend(intent: DeliveryEvents['intended'], message: MessageRow, tx: Tx): void {
    const step = nextStep(message);
    const expected = step.kind === 'send' && step.part.index === intent.partIndex;
    if (!expected || step.part.attempts.length !== intent.attempt - 1 || mustNotSend(message, tx)) {
      return tx.answer(false);
    }
    const last = step.part.attempts.at(-1);
    if (last?.keyed && !this.#keyLives(step.part, message, tx.nowMs)) {
      tx.put(MESSAGES, changeAttempt(message, { ...intent, attempt: last.n }, inDoubtAgain));
      return tx.answer(false);
    }
    const attempt: Attempt = {
      n: intent.attempt,
      correlation: intent.correlation,
      epoch: tx.epoch,
      intendedAtMs: tx.nowMs,
      ...(intent.timeoutMs === undefined ? {} : { timeoutMs: intent.timeoutMs }),
      progress: 'pending',
      ids: [],
      lookups: 0,
    };
    const { notBeforeMs: _over, ...part } = step.part;
    const at = { part: intent.partIndex, attempt: intent.attempt };
    const changed = changePart(message, { ...part, attempts: [...part.attempts, attempt] });
    tx.put(MESSAGES, changed);
    registerIds(tx, changed, at, { correlation: intent.correlation }, this.retention.statesMs);
    tx.answer(true);
  }

  #complete(message: MessageRow, named: AttemptName, returned: SendOutcome, atMs: number, tx: Tx): void {
    const told = ofLostFile(returned, message.parts![named.partIndex]!);
    const keyed = told.kind === 'uncertain' && this.#keyLives(message.parts![named.partIndex]!, message, tx.nowMs);
    const outcome: SendOutcome = keyed ? { kind: 'retry', reason: told.reason } : told;
    const changed = changeAttempt(message, named, (attempt) => {
      const after = applyOutcome(attempt, outcome, atMs);
      if (after.outcome === 'accepted') return after;
      const lost = returned === LOST ? { lost: true as const } : {};
      return { ...after, ...lost, ...(keyed && after.outcome === 'retry' ? { keyed } : {}) };
    });
    const part = changed.parts![named.partIndex]!;
    if (outcome.kind === 'retry' || outcome.kind === 'blocked') {
      const isGated = this.#closeScope(message, outcome, tx);
      tx.put(MESSAGES, changePart(changed, this.#postpone(part, isGated, outcome.reason, tx.nowMs)));
    } else {
      tx.put(MESSAGES, changed);
    }
    if (outcome.kind === 'accepted') this.#register(changed, named, outcome.ids, tx);
    if ('aliases' in outcome) learnAliases(message, outcome.aliases ?? [], tx);
  }

  #register(message: MessageRow, { partIndex, attempt }: AttemptName, ids: string[], tx: Tx): void {
    registerIds(tx, message, { part: partIndex, attempt }, { ids }, this.retention.statesMs);
  }

  /** While the provider drops a repeated key, sending again is safe: what is uncertain becomes a retry. */
  #keyLives(part: Part, { account }: MessageRow, nowMs: number): boolean {
    return keyLives(this.accounts.get(account)?.capabilities?.idempotency, part, nowMs, nowMs);
  }

  /** What waits for a gate need not wait for anything else: the gate may open before its time. */
  #postpone(part: Part, isGated: boolean, reason: FailureReason, nowMs: number): Part {
    if (isGated) return { ...part, notBeforeMs: nowMs };
    const tried = part.attempts.filter(({ outcome }) => outcome === 'retry' || outcome === 'blocked').length;
    const pauseMs = backoffMs(RETRY_BACKOFF, Math.max(1, tried), this.random);
    return { ...part, notBeforeMs: nowMs + Math.max(pauseMs, reason.afterMs ?? 0) };
  }

  /** A refusal that is true for more than this message stops its whole scope, not only this lane. Answers whether it does. */
  #closeScope(
    message: MessageRow,
    { kind, reason }: { kind: 'retry' | 'blocked'; reason: FailureReason },
    tx: Tx,
  ): boolean {
    const key = gateKeyOf(message, reason);
    if (key === undefined || (kind === 'retry' && reason.afterMs === undefined)) return false;
    const untilMs = tx.nowMs + (reason.afterMs ?? BLOCKED_MS);
    closeGate(tx, { key, kind: 'blocked', closedAtMs: tx.nowMs, untilMs, reason }, message);
    return kind === 'blocked';
  }
}

/** A file that cannot be had is given up, and the agent reads why; until the message's deadline nobody would know. */
function ofLostFile(outcome: SendOutcome, { attempts }: Part): SendOutcome {
  if (outcome.kind !== 'retry' || !isLostFile(outcome.reason)) return outcome;
  const failures = attempts.filter(({ reason }) => isLostFile(reason)).length;
  return failures + 1 < MOST_FILE_FAILURES ? outcome : { kind: 'rejected', reason: outcome.reason };
}

/** Where HubSpot says when to come again (a spent quota), the file is not lost. */
function isLostFile(reason: FailureReason | undefined): boolean {
  return reason?.class === 'media-unavailable' && reason.afterMs === undefined;
}

function mustNotSend(message: MessageRow, tx: Tx): boolean {
  const isClosed = gatesBefore(message).some((key) => tx.get(GATES, key) !== undefined);
  const { optedOutAtMs, erasingSinceMs } = tx.get(CONVERSATIONS, message.conversation) ?? {};
  return isClosed || optedOutAtMs !== undefined || erasingSinceMs !== undefined;
}

/** The key under which it could have been sent again has run out: it is as uncertain as it was. */
function inDoubtAgain({ keyed: _over, ...attempt }: Attempt): Attempt {
  return { ...attempt, outcome: 'uncertain' };
}

/** What was told of the call before is in the journal already; this says that there was more to tell. */
function recordLate(
  { key: message, app, portal, channel, account, conversation }: MessageRow,
  { partIndex, attempt }: AttemptName,
  { kind: outcome }: SendOutcome,
  weight: Weight,
  tx: Tx,
): void {
  const where = { app, portal, channel, account, conversation, message };
  const data = { part: partIndex + 1, attempt, outcome, settles: weight === 'settles' };
  tx.journal({ type: 'attempt.returnedLate', atMs: tx.nowMs, ...where, data });
}

const LOST: SendOutcome = {
  kind: 'uncertain',
  reason: { class: 'timeout', scope: 'message', detail: 'the outcome of the call was lost' },
};

function learnAliases(
  message: MessageRow,
  aliases: NonNullable<Extract<SendOutcome, { kind: 'accepted' }>['aliases']>,
  tx: Tx,
) {
  let conversation = tx.get(CONVERSATIONS, message.conversation);
  if (conversation?.erasingSinceMs !== undefined) return;
  for (const alias of aliases) if (conversation) conversation = addAlias(tx, conversation, alias, true);
}
