import type { FailureReason } from '../../contract/failure-reason.js';
import { partFailure, partIsUncertain, partState } from '../../status/aggregate.js';
import type { MessageRow } from '../../status/message-row.js';
import type { Attempt, Part, Progress, ProviderId } from '../../status/part.js';

/** What an operator says of messages: they were sent · send them again · nobody knows. */
export const CORRECTIONS = ['sent', 'retry', 'uncertain'] as const;
export type CorrectionTarget = (typeof CORRECTIONS)[number];

/** What is known when a message is corrected. */
export interface CorrectionFacts {
  nowMs: number;
  /** How long a message may take that is sent again, ms. `undefined`: its channel is not configured. */
  deadlineMs: number | undefined;
  /** Its content is still kept. */
  hasContent: boolean;
  /** Its peer wants nothing from us. */
  isOptedOut: boolean;
  /** Sent again also where the provider may have had it. */
  evenIfSentTwice: boolean;
  /** A new idempotency key: under the old one the provider would drop the repetition. */
  newKey(): string;
}

/**
 * `nothing-wrong`: nothing in it has failed or is uncertain · `never-called`: what has failed was never handed to the provider ·
 * `may-be-sent`: the provider may have had it · `proven`: a receipt shows that it was sent · `under-way`: a call is being made.
 */
export type Refusal =
  | 'nothing-wrong'
  | 'never-called'
  | 'may-be-sent'
  | 'proven'
  | 'under-way'
  | 'content-gone'
  | 'opted-out'
  | 'no-channel';

export type Correction = { kind: 'corrected'; row: MessageRow; parts: number[] } | { kind: 'refused'; why: Refusal };

/** Pure. The message as an operator says it is; or why that cannot be said of it. The whole message, or nothing of it. */
export function correctMessage(row: MessageRow, to: CorrectionTarget, facts: CorrectionFacts): Correction {
  if (row.origin !== 'agent') return refused('nothing-wrong');
  if (row.rejection) return to === 'retry' ? planAgain(row, facts) : refused('never-called');
  const wrong = (row.parts ?? []).filter((part) => partState(part) === 'failed' || partIsUncertain(part));
  if (wrong.length === 0) return refused('nothing-wrong');
  if (wrong.some(isUnderWay)) return refused('under-way');
  const why = to === 'sent' ? undefined : lacking(facts);
  if (why) return refused(why);
  const parts = (row.parts ?? []).map((part) => (wrong.includes(part) ? correctPart(part, to, facts) : part));
  const not = parts.find((part): part is Refusal => typeof part === 'string');
  if (not) return refused(not);
  const corrected = { ...row, parts: parts as Part[] };
  const indexes = wrong.map(({ index }) => index);
  return { kind: 'corrected', row: to === 'sent' ? corrected : underWayAgain(corrected, facts), parts: indexes };
}

function refused(why: Refusal): Correction {
  return { kind: 'refused', why };
}

function isUnderWay({ attempts }: Part): boolean {
  return attempts.some(({ outcome }) => outcome === undefined);
}

/** What is needed to work on a message once more. */
function lacking({ hasContent, isOptedOut, deadlineMs }: CorrectionFacts): Refusal | undefined {
  if (deadlineMs === undefined) return 'no-channel';
  if (!hasContent) return 'content-gone';
  return isOptedOut ? 'opted-out' : undefined;
}

/** It was refused as a whole: nothing of it was handed to anybody. */
function planAgain(row: MessageRow, facts: CorrectionFacts): Correction {
  const why = lacking(facts);
  if (why) return refused(why);
  const { rejection: _taken, prepareFailures: _, prepareNotBeforeMs: _now, ...rest } = row;
  return { kind: 'corrected', row: underWayAgain(rest, facts), parts: [] };
}

function underWayAgain(row: MessageRow, { nowMs, deadlineMs = 0 }: CorrectionFacts): MessageRow {
  const { unconfirmedAtMs: _over, ...rest } = row;
  return { ...rest, deadlineAtMs: Math.max(row.deadlineAtMs, nowMs + deadlineMs) };
}

function correctPart(part: Part, to: CorrectionTarget, facts: CorrectionFacts): Part | Refusal {
  if (to === 'retry') return againPart(part, facts);
  return to === 'sent' ? sentPart(part) : uncertainPart(part, facts.nowMs);
}

/** No receipt is waited for: the operator's word is the last one, unless a receipt comes all the same. */
function sentPart(part: Part): Part | Refusal {
  const last = part.attempts.at(-1);
  if (!last) return 'never-called';
  const { reason: _taken, resend: _needless, keyed: _, lost: _known, ...rest } = last;
  const ids = last.ids.map((id) => idAt(id, 'sent'));
  const progress = atLeastSent(last.progress);
  const attempt: Attempt = { ...rest, outcome: 'accepted', progress, ids };
  return { ...undecided(part), attempts: part.attempts.with(-1, attempt), final: true };
}

function uncertainPart(part: Part, nowMs: number): Part | Refusal {
  const last = part.attempts.at(-1);
  if (!last) return 'never-called';
  const { resend: _needless, keyed: _, ...rest } = last;
  const ids = last.ids.map((id) => idAt(id, 'pending'));
  const progress: Progress = last.progress === 'failed' ? 'pending' : last.progress;
  const reason = last.reason ?? partFailure(part) ?? UNKNOWN;
  const attempt: Attempt = { ...rest, outcome: 'uncertain', progress, ids, reason, returnedAtMs: nowMs, lookups: 0 };
  const doubted = { ...undecided(part), attempts: part.attempts.with(-1, attempt) };
  return partIsUncertain(doubted) ? doubted : 'proven';
}

const UNKNOWN: FailureReason = { class: 'unknown', scope: 'message' };

/** What was refused gives way to another attempt; what may have been sent only where that was asked for, under another key. */
function againPart(part: Part, { evenIfSentTwice, newKey }: CorrectionFacts): Part | Refusal {
  const isSafe = part.attempts.every(wasNotTaken);
  if (!isSafe && !evenIfSentTwice) return 'may-be-sent';
  const attempts = part.attempts.map(givingWay);
  const { awaitsReply, notBeforeMs: _now, ...open } = undecided(part);
  const again: Part = {
    ...open,
    attempts,
    ...(isSafe ? {} : { idempotencyKey: newKey() }),
    ...(awaitsReply ? { awaitsReply: { forMs: awaitsReply.forMs } } : {}),
  };
  return partState(again) === 'pending' ? again : 'proven';
}

/** The provider has said no, and nothing has ever shown otherwise. */
function wasNotTaken({ outcome, progress, ids, keyed, lost, unrecorded, resend }: Attempt): boolean {
  const isRefusal = outcome === 'rejected' || outcome === 'retry' || outcome === 'blocked';
  const isSilent = ids.length === 0 && (progress === 'pending' || progress === 'failed');
  return isRefusal && isSilent && !keyed && !lost && !unrecorded && !resend;
}

function givingWay(attempt: Attempt): Attempt {
  if (wasNotTaken(attempt)) return { ...attempt, outcome: 'retry', progress: 'pending' };
  const { keyed: _under, ...rest } = attempt;
  return { ...rest, outcome: 'uncertain', reason: attempt.reason ?? UNKNOWN, resend: true };
}

/** Without what was decided of it. */
function undecided({ abandoned: _a, presumed: _p, presumedAt: _at, final: _f, ...part }: Part): Part {
  return part;
}

/** What is further stays: it was proven by a receipt. */
function idAt(id: ProviderId, progress: Progress): ProviderId {
  const { reason: _taken, ...known } = id;
  if (progress === 'sent') return { ...known, progress: atLeastSent(id.progress) };
  return id.progress === 'failed' ? { ...known, progress } : id;
}

function atLeastSent(progress: Progress): Progress {
  return progress === 'delivered' || progress === 'read' ? progress : 'sent';
}
