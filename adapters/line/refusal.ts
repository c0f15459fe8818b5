import { type FailureReason, outcomeOfStatus, type Refusal } from 'channelwright/adapter';
import { errorRow } from './error-table.js';

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
  const { kind, reason } = outcomeOfStatus(status);
  return { kind, reason: { ...reason, code: String(status) } };
}
