import type { ReceiptDeclaration } from '../../contract/capabilities.js';
import type { AttemptRef } from '../../contract/send-context.js';
import { attemptState } from '../../status/attempt-state.js';
import type { MessageRow } from '../../status/message-row.js';
import type { Attempt, Part } from '../../status/part.js';

type Declared = Pick<ReceiptDeclaration, 'delivery' | 'final'>;

/**
 * When receipts of a message are to be asked for next, ms since the epoch; `undefined`: never again. Each attempt has its own
 * schedule, counted from when its call returned.
 *
 * @param afterMs only times later than this
 */
export function nextPullAt(row: MessageRow, declared: Declared, afterMs: number): number | undefined {
  const next = Math.min(...pullTimes(row, declared).filter((atMs) => atMs > afterMs));
  return Number.isFinite(next) ? next : undefined;
}

/** When receipts of a message are asked for the last time, ms since the epoch. */
export function lastPullAt(row: MessageRow, declared: Declared): number | undefined {
  const last = Math.max(...pullTimes(row, declared));
  return Number.isFinite(last) ? last : undefined;
}

/** What to ask about: the attempts the provider has and may have more to say of. */
export function pullRefs(row: MessageRow, declared: Declared): AttemptRef[] {
  const { to } = row;
  if (!to) return [];
  return openAttempts(row, declared).map(({ part, attempt }) => ({
    correlation: attempt.correlation,
    idempotencyKey: part.idempotencyKey,
    ids: attempt.ids.map(({ id }) => id),
    to,
    atMs: attempt.intendedAtMs,
  }));
}

function pullTimes(row: MessageRow, declared: Declared): number[] {
  const { delivery } = declared;
  if (typeof delivery !== 'object') return [];
  return openAttempts(row, declared).flatMap(({ attempt }) =>
    delivery.pulledAfterMs.map((delayMs) => (attempt.returnedAtMs ?? attempt.intendedAtMs) + delayMs),
  );
}

function openAttempts(row: MessageRow, { final = ['read', 'failed'] }: Declared): { part: Part; attempt: Attempt }[] {
  if (row.origin !== 'agent') return [];
  return (row.parts ?? []).flatMap((part) =>
    part.final
      ? []
      : part.attempts
          .filter((attempt) => attempt.outcome === 'accepted' && !isFinal(attempt, final))
          .map((attempt) => ({ part, attempt })),
  );
}

function isFinal(attempt: Attempt, final: readonly string[]): boolean {
  return final.includes(attemptState(attempt));
}
