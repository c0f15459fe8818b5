import type { FailureReason } from '../contract/failure-reason.js';
import type { StatusPolicy } from '../directory/channels/channel-runtime.js';
import { attemptState } from './attempt-state.js';
import type { MessageRow } from './message-row.js';
import type { Attempt, Part, Progress } from './part.js';
import type { HubSpotStatus, StatusReason } from './status-row.js';
import { reaches } from './transition.js';

/** How far a part, or a message, has come. Ordered otherwise than {@link Progress}: an attempt in hope outranks a failed one. */
export type PartState = Progress;

/** Every state of a part, weakest first. */
export const PART_ORDER = ['failed', 'pending', 'accepted', 'sent', 'delivered', 'read'] as const;

const PART_RANK = Object.fromEntries(PART_ORDER.map((state, rank) => [state, rank])) as Record<PartState, number>;

const UNKNOWN: FailureReason = { class: 'unknown', scope: 'message' };

/** How far a part has come: its strongest attempt, unless it was given up and nothing proves otherwise. */
export function partState(part: Part): PartState {
  const strongest = strongestAttempt(part);
  if (part.presumed && PART_RANK[strongest] <= PART_RANK[part.presumedAt ?? 'pending']) return 'failed';
  if (part.abandoned && strongest === 'pending') return 'failed';
  return strongest;
}

/** Whether nothing more will be sent for it: it is not waiting, not under way and not in doubt. */
export function partIsSettled(part: Part): boolean {
  const underWay = part.attempts.some((attempt) => attempt.outcome === undefined);
  return !underWay && partState(part) !== 'pending';
}

/** Whether it may or may not have been sent, and nobody has decided what to make of that. */
export function partIsUncertain(part: Part): boolean {
  const last = part.attempts.at(-1);
  return last?.outcome === 'uncertain' && !last.resend && partState(part) === 'pending';
}

/** Since when, and until when, a message waits for its peer to write; `undefined`: it does not. */
export function heldTimes({ parts = [] }: Pick<MessageRow, 'parts'>): { sinceMs: number; untilMs: number } | undefined {
  const held = parts.find((part) => part.awaitsReply?.sinceMs !== undefined && partState(part) === 'pending');
  const { sinceMs, forMs } = held?.awaitsReply ?? {};
  return sinceMs === undefined || forMs === undefined ? undefined : { sinceMs, untilMs: sinceMs + forMs };
}

/** The part given up for now: it counts as failed until it gets further than it is. */
export function presume(part: Part, reason: FailureReason): Part {
  return { ...part, presumed: reason, presumedAt: strongestAttempt(part) };
}

/** Why a part is failed; `undefined` when it is not. */
export function partFailure(part: Part): FailureReason | undefined {
  if (partState(part) !== 'failed') return undefined;
  const given = part.abandoned ?? part.presumed ?? UNKNOWN;
  if (strongestAttempt(part) !== 'failed') return given;
  const failed = part.attempts.findLast((attempt) => attemptState(attempt) === 'failed');
  return (failed && attemptFailure(failed)) ?? given;
}

/** How far a message has come: failed with its first failed part, else as far as its weakest part. */
export function messageState(row: MessageRow, policy: Pick<StatusPolicy, 'sentWhen'>): PartState {
  if (row.rejection) return 'failed';
  const states = (row.parts ?? []).map(partState);
  if (states.length === 0) return 'pending';
  if (states.includes('failed')) return 'failed';
  return isRead(states, policy) ? 'read' : states.reduce((a, b) => (reaches(a, b) ? b : a));
}

/** What HubSpot should be told of a message; `undefined` while there is nothing to tell. */
export function messageVerdict(row: MessageRow, policy: Pick<StatusPolicy, 'sentWhen'>): HubSpotStatus | undefined {
  if (row.origin === 'published') return undefined;
  if (row.rejection) return { status: 'FAILED', reason: statusReason(row.rejection) };
  const parts = row.parts ?? [];
  if (parts.length === 0) return undefined;
  const states = parts.map(partState);
  const failed = states.indexOf('failed');
  if (failed >= 0) {
    return { status: 'FAILED', reason: statusReason(partFailure(parts[failed]!) ?? UNKNOWN, failed, parts.length) };
  }
  if (isRead(states, policy)) return { status: 'READ' };
  return allSatisfy(states, policy) ? { status: 'SENT' } : undefined;
}

/**
 * What HubSpot should know next, given what it should have known before. Nobody can unread a message, so SENT does not follow
 * READ. A failure without a verdict any more was not one: the message looks again as it did at birth, SENT.
 */
export function nextDesired(
  before: HubSpotStatus | undefined,
  verdict: HubSpotStatus | undefined,
): HubSpotStatus | undefined {
  if (verdict === undefined) return before?.status === 'FAILED' ? { status: 'SENT' } : before;
  return before?.status === 'READ' && verdict.status === 'SENT' ? before : verdict;
}

/** The last part stands for the whole: it is the one at the end of the screen. */
function isRead(states: PartState[], policy: Pick<StatusPolicy, 'sentWhen'>): boolean {
  return states.at(-1) === 'read' && allSatisfy(states, policy);
}

function allSatisfy(states: PartState[], { sentWhen }: Pick<StatusPolicy, 'sentWhen'>): boolean {
  return states.every((state) => PART_RANK[state] >= PART_RANK[sentWhen]);
}

function strongestAttempt(part: Part): PartState {
  let strongest: PartState | undefined;
  for (const attempt of part.attempts) {
    const state = contribution(attempt, attempt === part.attempts.at(-1));
    if (state && (strongest === undefined || PART_RANK[state] > PART_RANK[strongest])) strongest = state;
  }
  return strongest ?? 'pending';
}

/** An attempt that gave way to another says nothing of its own, unless receipts prove it. Until the other is made, it is hope. */
function contribution(attempt: Attempt, last: boolean): PartState | undefined {
  const state = attemptState(attempt);
  if (!gaveWay(attempt) || PART_RANK[state] > PART_RANK.pending) return state;
  return last ? 'pending' : undefined;
}

function gaveWay({ outcome, resend }: Attempt): boolean {
  return outcome === 'retry' || outcome === 'blocked' || (outcome === 'uncertain' && resend === true);
}

function attemptFailure(attempt: Attempt): FailureReason | undefined {
  return attempt.ids.find((id) => id.progress === 'failed' && id.reason)?.reason ?? attempt.reason;
}

function statusReason(reason: FailureReason, partIndex = 0, parts = 1): StatusReason {
  return {
    class: reason.class,
    ...(reason.code === undefined ? {} : { code: reason.code }),
    ...(parts > 1 ? { part: partIndex + 1, parts } : {}),
  };
}
