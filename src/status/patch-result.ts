import { type Backoff, backoffMs } from '../policy/backoff.js';
import type { Random } from '../policy/random.js';
import type { StatusAnswer, StatusRefusal } from './status-calls.js';
import type { StatusRow } from './status-row.js';

/** What follows from one PATCH, ready to be folded. `answer`: a code for what HubSpot said; `detail`: its words, to be sealed. */
export type PatchOutcome =
  | { kind: 'synced' }
  | { kind: 'postponed'; untilMs: number; answer: string; readBackAtMs?: number }
  | { kind: 'abandoned'; code: 'CW_STATUS_REFUSED' | 'CW_STATUS_NO_MESSAGE'; answer: string; detail: string };

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
      return abandoned('CW_STATUS_REFUSED', answer);
    case 'missing':
      if (nowMs - row.createdAtMs >= VISIBILITY_MS) {
        return abandoned('CW_STATUS_NO_MESSAGE', answer);
      }
      return postponed(NOT_VISIBLE, answer, row, nowMs, random);
    case 'later':
      return postponed(LATER, answer, row, nowMs, random);
    case 'ambiguous':
      return { ...postponed(LATER, answer, row, nowMs, random), readBackAtMs: nowMs + READ_BACK_AFTER_MS };
  }
}

function abandoned(
  code: 'CW_STATUS_REFUSED' | 'CW_STATUS_NO_MESSAGE',
  { code: answer, detail }: StatusRefusal,
): PatchOutcome {
  return { kind: 'abandoned', code, answer, detail };
}

function postponed(
  backoff: Backoff,
  { code: answer, afterMs = 0 }: { code: string; afterMs?: number },
  row: StatusRow,
  nowMs: number,
  random: Random,
): PatchOutcome & { kind: 'postponed' } {
  const waitMs = Math.max(afterMs, backoffMs(backoff, row.failures + 1, random));
  return { kind: 'postponed', untilMs: nowMs + waitMs, answer };
}
