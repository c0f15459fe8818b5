import { ACCOUNTS, type AccountRow } from '../directory/account-row.js';
import { ChannelwrightError } from '../errors/channelwright-error.js';
import type { WorkStore } from '../outbox/work-store.js';
import { readRows } from './read-rows.js';

/** @throws ChannelwrightError `CW_NOT_FOUND` */
export async function knownAccount(key: string, store: WorkStore): Promise<AccountRow> {
  const [row] = await readRows<AccountRow>(store, { table: ACCOUNTS.name, keys: [key] });
  if (!row) throw new ChannelwrightError('CW_NOT_FOUND', `account "${key}"`);
  return row;
}
