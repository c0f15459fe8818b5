import type { FailureReason, SendOutcome } from 'channelwright/adapter';
import { errorRow } from './error-table.js';

/** What a call came to that LINE did not accept. */
export type Refusal = Exclude<SendOutcome, { kind: 'accepted' }>;

/**
 * An answer that is neither a success nor "accepted before". Only a 4xx is certainly a refusal.
 *
 * @param waitMs how long we are asked to wait. LINE does not say; what stands before it may
 */
export function outcomeOfRefusal(status: number, message: string, waitMs = 0): Refusal {
  const row = errorRow(status, message);
  if (row !== undefined) {
    const { reaction, class: failure, scope, meaning } = row;
    const afterMs = Math.max(row.afterMs ?? 0, waitMs);
    const reason: FailureReason = {
      class: failure,
      scope,
      code: String(status),
      detail: meaning,
      ...(afterMs > 0 && { afterMs }),
    };
    return { kind: reaction, reason };
  }
  const reason = { code: String(status), detail: `HTTP ${status}` };
  if (status === 408) return { kind: 'uncertain', reason: { ...reason, class: 'timeout', scope: 'message' } };
  if (status >= 400 && status < 500) {
    return { kind: 'rejected', reason: { ...reason, class: 'unknown', scope: 'message' } };
  }
  return { kind: 'uncertain', reason: { ...reason, class: 'provider-unavailable', scope: 'provider' } };
}
