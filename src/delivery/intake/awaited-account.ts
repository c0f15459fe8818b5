import { injectable } from 'inversify';
import { ACCOUNTS, type AccountRow } from '../../directory/accounts/account-row.js';
import { PORTALS } from '../../directory/portals/portal-row.js';
import { boundedKey } from '../../outbox/bounded-key.js';
import type { FoldEvent, Settler } from '../../outbox/reducer.js';
import type { Tx } from '../../outbox/tx.js';
import { portalKey } from '../../outbox/work-row.js';

/**
 * How long an agent's message waits for its channel account to be known, ms: one that HubSpot has just made is told of by another
 * webhook or found within half a minute, one of a new configuration has to be planted, and its slot may have to change hands.
 */
export const ACCOUNT_WAIT_MS = 120_000;

/**
 * Leaves the message in the inbox until its account is known, or the time for it is over. Answers whether it has. A portal that has
 * not installed the app has no accounts to wait for.
 */
export function waitsForAccount(event: FoldEvent, channelAccountId: string, tx: Tx): boolean {
  const { app, portal, inbox, overdue } = event;
  if (!inbox || overdue || !tx.get(PORTALS, portalKey(app, portal))) return false;
  tx.park(awaitedKey(app, channelAccountId), tx.nowMs + ACCOUNT_WAIT_MS);
  return true;
}

/** An account is there, or has another channel account: what waited for it comes back. */
@injectable()
export class AwaitedAccountSettler implements Settler<AccountRow> {
  readonly table = ACCOUNTS;

  settle({ app, channelAccountId: id }: AccountRow, before: AccountRow | undefined, tx: Tx): void {
    if (before?.channelAccountId !== id) tx.unpark(awaitedKey(app, id));
  }
}

function awaitedKey(app: string, channelAccountId: string): string {
  return `channel-account|${app}|${boundedKey(channelAccountId)}`;
}
