import type { FailureReason } from '../contract/failure-reason.js';
import type { ReceiptState } from '../contract/provider-event.js';
import type { SendOutcome, Usage } from '../contract/send-outcome.js';
import type { Attempt, Progress, ProviderId } from './part.js';

/** Every progress, weakest first. `failed` is above `sent`, since it says more, and below every proof of arrival. */
export const PROGRESS_ORDER = ['pending', 'accepted', 'sent', 'failed', 'delivered', 'read'] as const;

const RANK = Object.fromEntries(PROGRESS_ORDER.map((progress, rank) => [progress, rank])) as Record<Progress, number>;

/** The further of the two. So a state never goes back, and neither order nor repetition of reports matters. */
export function advance(current: Progress, incoming: Progress): Progress {
  return RANK[incoming] > RANK[current] ? incoming : current;
}

/** Whether `progress` is at least as far as `other`. */
export function reaches(progress: Progress, other: Progress): boolean {
  return RANK[progress] >= RANK[other];
}

/** What a receipt says, apart from what it is about. */
export interface Receipt {
  state: ReceiptState;
  atMs: number;
  reason?: FailureReason;
  usage?: Usage;
}

/**
 * The attempt after a receipt. Answers the same object when the receipt says nothing new.
 *
 * @param ids what the receipt is about; ids that were unknown are learnt. Without any it is about the whole attempt.
 */
export function applyReceipt(attempt: Attempt, receipt: Receipt, ids: readonly string[] = []): Attempt {
  const told =
    ids.length === 0 ? tellWhole(attempt, receipt) : ids.reduce((before, id) => tellId(before, id, receipt), attempt);
  return takeAsProof(told, receipt.state);
}

/** The attempt after its call has returned. What receipts have proven meanwhile is stronger than what the call said. */
export function applyOutcome(attempt: Attempt, outcome: SendOutcome, atMs: number): Attempt {
  const { proven, ...before } = attempt;
  const returned = { ...before, returnedAtMs: atMs };
  if (outcome.kind === 'accepted') return accept(returned, outcome, atMs);
  const refuted = proven || (outcome.kind === 'uncertain' && hasReceipts(attempt));
  return refuted ? believed(returned) : { ...returned, outcome: outcome.kind, reason: outcome.reason };
}

function hasReceipts(attempt: Attempt): boolean {
  return attempt.progress !== 'pending' || attempt.ids.some((id) => id.progress !== 'pending');
}

/**
 * A receipt shows that the provider had it, whatever the call returned or is going to. Of a call said to be refused only good
 * news is believed: a provider may well report the refusal once more.
 */
function takeAsProof(attempt: Attempt, state: ReceiptState): Attempt {
  const { outcome } = attempt;
  if (outcome === 'accepted') return attempt;
  if (outcome === undefined) return state === 'failed' || attempt.proven ? attempt : { ...attempt, proven: true };
  return outcome === 'uncertain' || state !== 'failed' ? believed(attempt) : attempt;
}

function believed(attempt: Attempt): Attempt {
  const { resend: _over, ...settled } = attempt.progress === 'failed' ? attempt : withoutReason(attempt);
  return { ...settled, outcome: 'accepted' };
}

function accept(attempt: Attempt, outcome: SendOutcome & { kind: 'accepted' }, atMs: number): Attempt {
  const known = new Set(attempt.ids.map(({ id }) => id));
  const learnt = outcome.ids.filter((id) => !known.has(id));
  return {
    ...(attempt.progress === 'failed' ? attempt : withoutReason(attempt)),
    outcome: 'accepted',
    progress: advance(attempt.progress, outcome.proves ?? 'accepted'),
    ids: [...attempt.ids, ...[...new Set(learnt)].map((id): ProviderId => ({ id, progress: 'pending', atMs }))],
    ...(outcome.usage ? { usage: { ...attempt.usage, ...outcome.usage } } : {}),
  };
}

function tellWhole(attempt: Attempt, receipt: Receipt): Attempt {
  const progress = advance(attempt.progress, receipt.state);
  const usage = mergeUsage(attempt.usage, receipt.usage);
  if (progress === attempt.progress && usage === attempt.usage) return attempt;
  const reason = progress === 'failed' && attempt.progress !== 'failed' ? receipt.reason : undefined;
  return { ...attempt, progress, ...(usage ? { usage } : {}), ...(reason ? { reason } : {}) };
}

function tellId(attempt: Attempt, id: string, receipt: Receipt): Attempt {
  const at = attempt.ids.findIndex((known) => known.id === id);
  const before: ProviderId = attempt.ids[at] ?? { id, progress: 'pending', atMs: receipt.atMs };
  const after = tellProviderId(before, receipt);
  if (after === before && at >= 0) return attempt;
  return { ...attempt, ids: at < 0 ? [...attempt.ids, after] : attempt.ids.with(at, after) };
}

function tellProviderId(id: ProviderId, receipt: Receipt): ProviderId {
  const progress = advance(id.progress, receipt.state);
  const usage = mergeUsage(id.usage, receipt.usage);
  const advanced = progress !== id.progress;
  if (!advanced && usage === id.usage) return id;
  const { reason, ...rest } = id;
  const why = advanced ? receipt.reason : reason;
  return {
    ...rest,
    progress,
    atMs: advanced ? receipt.atMs : id.atMs,
    ...(progress === 'failed' && why ? { reason: why } : {}),
    ...(usage ? { usage } : {}),
  };
}

function withoutReason({ reason: _gone, ...attempt }: Attempt): Attempt {
  return attempt;
}

function mergeUsage(known: Usage | undefined, told: Usage | undefined): Usage | undefined {
  if (!told) return known;
  const merged = { ...known, ...told };
  const same =
    known !== undefined &&
    known.units === merged.units &&
    known.price?.amount === merged.price?.amount &&
    known.price?.currency === merged.price?.currency;
  return same ? known : merged;
}
