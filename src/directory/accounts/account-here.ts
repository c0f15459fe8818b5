import type { Tx } from '../../outbox/tx.js';
import { ACCOUNTS } from './account-row.js';
import type { Accounts, KnownAccount } from './accounts.js';

/** Several accounts may have the same channel account, if one was renamed in the configuration. */
const MOST_NAMESAKES = 20;

/** The account of a channel account of HubSpot: as it is in memory, or as earlier events of the same commit have made it. */
export function accountHere(
  app: string,
  channelAccountId: string,
  accounts: Pick<Accounts, 'byChannelAccount' | 'read'>,
  tx: Tx,
): KnownAccount | undefined {
  const inMemory = accounts.byChannelAccount(app, channelAccountId);
  if (inMemory) return inMemory;
  const rows = tx.find(ACCOUNTS, { equal: { app, channel_account_id: channelAccountId }, limit: MOST_NAMESAKES });
  const row = rows.find(({ state }) => state === 'active' || state === 'held') ?? rows.at(-1);
  return row && accounts.read(row);
}
