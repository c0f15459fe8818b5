import { outcomeOfStatus, type Refusal, reasonOfError } from 'channelwright/adapter';
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
    const reason = reasonOfError(row, status, waitMs);
    const wrong = properties.filter((property) => PROPERTY.test(property)).slice(0, MOST_NAMED);
    const detail = wrong.length > 0 ? `${row.meaning}: ${wrong.join(', ')}` : row.meaning;
    return { kind: row.reaction, reason: { ...reason, detail } };
  }
  const { kind, reason } = outcomeOfStatus(status);
  return { kind, reason: { ...reason, code: String(status) } };
}
