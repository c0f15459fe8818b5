import type { Tx } from '../outbox/tx.js';
import { type AttemptName, type MessageRow, REFS, refKey, waitKey } from './message-row.js';

/** Names under which receipts may speak of an attempt. */
export interface AttemptNames {
  correlation?: string;
  ids?: readonly string[];
}

/**
 * Makes an attempt known by its correlation and provider ids, and lets receipts that waited for them be folded. Call it with
 * the correlation when the attempt is intended, since a receipt may overtake the answer of the call, and with the ids as soon
 * as they are known.
 *
 * @param at which part (its index) and which attempt of it (its `n`)
 * @param keptMs for how long receipts may still come: the retention of states
 */
export function registerIds(
  tx: Tx,
  message: Pick<MessageRow, 'key' | 'app' | 'portal' | 'channel' | 'account'>,
  at: { part: number; attempt: number },
  { correlation, ids = [] }: AttemptNames,
  keptMs: number,
): void {
  const names: AttemptName[] = ids.map((ref) => ({ of: 'id', ref }));
  if (correlation !== undefined) names.push({ of: 'correlation', ref: correlation });
  const expiresAtMs = tx.nowMs + keptMs;
  for (const name of names) {
    const key = refKey(message.account, name);
    tx.put(REFS, { key, message: message.key, partIndex: at.part, attempt: at.attempt, expiresAtMs });
    tx.unpark(waitKey(message, name));
  }
}
