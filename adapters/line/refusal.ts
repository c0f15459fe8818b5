import { type FailureReason, outcomeOfStatus, type Refusal } from 'channelwright/adapter';
import { errorRow } from './error-table.js';

/** What LINE, and what stands before it, says besides the status. */
export interface Said {
  message: string;
  /** What of the request is wrong, `messages[0].text`. */
  properties?: readonly string[];
  /** How long we are asked to wait, ms. LINE does not say; what stands before it may. */
  waitMs?: number | undefined;
}

/** Names of our own request, and no value of it. */
const PROPERTY = /^[\w[\].]{1,80}$/;
const MOST_NAMED = 3;

/** An answer that is neither a success nor "accepted before". Only a 4xx is certainly a refusal. */
export function outcomeOfRefusal(status: number, { message, properties = [], waitMs = 0 }: Said): Refusal {
  const row = errorRow(status, message);
  if (row !== undefined) {
    const { reaction, class: failure, scope, meaning } = row;
    const afterMs = Math.max(row.afterMs ?? 0, waitMs);
    const wrong = properties.filter((property) => PROPERTY.test(property)).slice(0, MOST_NAMED);
    const reason: FailureReason = {
      class: failure,
      scope,
      code: String(status),
      detail: wrong.length > 0 ? `${meaning}: ${wrong.join(', ')}` : meaning,
      ...(afterMs > 0 && { afterMs }),
    };
    return { kind: reaction, reason };
  }
  const { kind, reason } = outcomeOfStatus(status);
  return { kind, reason: { ...reason, code: String(status) } };
}
