import { type Backoff, backoffMs } from '../policy/backoff.js';
import type { Random } from '../policy/random.js';
import type { StatusAnswer } from './status-calls.js';
import type { StatusRow } from './status-row.js';

/** What follows from one PATCH, ready to be folded. */
export type PatchOutcome =
  | { kind: 'synced' }
  | { kind: 'postponed'; untilMs: number; detail: string; readBackAtMs?: number }
  | { kind: 'abandoned'; code: 'CW_STATUS_REFUSED' | 'CW_STATUS_NO_MESSAGE'; detail: string };

/** How soon after its creation a message HubSpot does not find may only be not visible yet, ms. */
export const VISIBILITY_MS = 60_000;
/** How long after an ambiguous answer HubSpot is asked what it shows, ms. By then a late PATCH has landed. */
export const READ_BACK_AFTER_MS = 60_000;

const LATER: Backoff = { baseMs: 1_000, capMs: 5 * 60_000 };
const NOT_VISIBLE: Backoff = { baseMs: 500, capMs: 5_000 };

/** @param row as it was when the PATCH was made */
export function patchOutcome(
  answer: Exclude<StatusAnswer, { kind: 'held' }>,
  row: StatusRow,
  nowMs: number,
  random: Random,
): PatchOutcome {
  switch (answer.kind) {
    case 'taken':
      return { kind: 'synced' };
    case 'refused':
      return { kind: 'abandoned', code: 'CW_STATUS_REFUSED', detail: answer.detail };
    case 'missing':
      if (nowMs - row.createdAtMs >= VISIBILITY_MS) {
        return { kind: 'abandoned', code: 'CW_STATUS_NO_MESSAGE', detail: answer.detail };
      }
      return postponed(NOT_VISIBLE, answer, row, nowMs, random);
    case 'later':
      return postponed(LATER, answer, row, nowMs, random);
    case 'ambiguous':
      return { ...postponed(LATER, answer, row, nowMs, random), readBackAtMs: nowMs + READ_BACK_AFTER_MS };
  }
}

function postponed(
  backoff: Backoff,
  { detail, afterMs = 0 }: { detail: string; afterMs?: number },
  row: StatusRow,
  nowMs: number,
  random: Random,
): PatchOutcome & { kind: 'postponed' } {
  const waitMs = Math.max(afterMs, backoffMs(backoff, row.failures + 1, random));
  return { kind: 'postponed', untilMs: nowMs + waitMs, detail };
}
