import { partState } from './aggregate.js';
import { awaitsWatermark } from './attempt-state.js';
import type { MessageRow } from './message-row.js';
import type { Part } from './part.js';
import { applyReceipt, type Receipt } from './transition.js';

/**
 * A message after a report on everything that had gone to its peer by `upToMs`. Only what the provider is known to have moves,
 * and only if the call had returned by then. Answers the same row where nothing changes.
 */
export function underWatermark(row: MessageRow, upToMs: number, receipt: Receipt): MessageRow {
  if (!row.parts || receipt.state === 'failed') return row;
  const parts = row.parts.map((part) => partUnderWatermark(part, upToMs, receipt));
  return parts.some((part, index) => part !== row.parts?.[index]) ? { ...row, parts } : row;
}

function partUnderWatermark(part: Part, upToMs: number, receipt: Receipt): Part {
  if (partState(part) === 'failed') return part;
  const attempts = part.attempts.map((attempt) => {
    const reached = attempt.returnedAtMs !== undefined && attempt.returnedAtMs <= upToMs;
    return reached && awaitsWatermark(attempt) ? applyReceipt(attempt, receipt) : attempt;
  });
  return attempts.some((attempt, index) => attempt !== part.attempts[index]) ? { ...part, attempts } : part;
}
