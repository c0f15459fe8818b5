import { slotOf } from '../../outbox/slot.js';
import type { Tx } from '../../outbox/tx.js';
import { WORK } from '../../outbox/work-row.js';
import type { AccountRow } from './account-row.js';

/** The queue of channel accounts that are to be read at HubSpot. */
export const ACCOUNT_QUEUE = 'account';

/** The kind of the event that says what was read. */
export const ACCOUNT_READ = 'directory.accountRead';

export interface AccountReadBody {
  account: string;
  answer: AccountAnswer;
}

/** What HubSpot says of a channel account now. */
export type AccountAnswer =
  | { kind: 'there'; authorized: boolean; name?: string }
  /** Archived, or not known any more. */
  | { kind: 'gone' }
  /** It cannot be asked for: its channel is not configured, or its portal has no tokens. */
  | { kind: 'unknown' };

export function accountReadKey(account: string): string {
  return `${ACCOUNT_QUEUE}:${account}`;
}

/** Has the account read at HubSpot, as soon as may be. */
export function placeAccountRead(tx: Tx, { key, app, portal }: Pick<AccountRow, 'key' | 'app' | 'portal'>): void {
  tx.put(WORK, {
    key: accountReadKey(key),
    queue: ACCOUNT_QUEUE,
    app,
    portal,
    slot: slotOf(app, portal),
    dueAtMs: tx.nowMs,
    leased: false,
    ref: key,
  });
}
