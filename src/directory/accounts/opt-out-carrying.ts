import { slotOf } from '../../outbox/slot.js';
import type { Tx } from '../../outbox/tx.js';
import { WORK } from '../../outbox/work-row.js';
import type { AccountRow } from './account-row.js';

/** The queue of accounts that have taken the place of others: their conversations are told who has opted out there. */
export const CARRY_QUEUE = 'carry';

/** The kind of the event that tells a few conversations. */
export const CARRIED = 'directory.carried';

export interface CarriedBody {
  account: string;
  conversations: string[];
  /** Where the next ones begin, by their keys. Absent: these were the last. */
  from?: string;
}

export function carryKey(account: string): string {
  return `${CARRY_QUEUE}:${account}`;
}

/** `ref` is the account's key, and behind the first line break the key of the conversation where it goes on. */
export function placeCarrying(
  tx: Tx,
  { key, app, portal }: Pick<AccountRow, 'key' | 'app' | 'portal'>,
  from = '',
): void {
  tx.put(WORK, {
    key: carryKey(key),
    queue: CARRY_QUEUE,
    app,
    portal,
    slot: slotOf(app, portal),
    dueAtMs: tx.nowMs,
    leased: false,
    ref: `${key}\n${from}`,
  });
}
