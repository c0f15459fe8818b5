import type { DeadLetterRow } from '../outbox/dead-letter.js';
import type { StatusRow } from './status-row.js';

/** Kind of the event that a replay appends. */
export const STATUS_REPLAY = 'status';

/** Body of the event: which message's status is to be tried again. */
export interface StatusReplayBody {
  message: string;
}

/** One per message: a later refusal takes the place of an earlier one. */
export function statusDeadLetterKey(message: string): string {
  return `status:${message}`;
}

/** A status HubSpot will not take. */
export function statusDeadLetter(row: StatusRow, cause: DeadLetterRow['cause'], atMs: number): DeadLetterRow {
  const { app, portal, channel, account, key } = row;
  const body = { message: key };
  return { key: statusDeadLetterKey(key), kind: STATUS_REPLAY, atMs, app, portal, channel, account, cause, body };
}
