import { ACCOUNTS, type AccountRow } from '../../directory/accounts/account-row.js';
import type { WorkStore } from '../../outbox/work-store.js';
import { readRows, readTable } from '../rows/read-rows.js';
import { unknownName } from './must-be-known.js';

/** @throws ChannelwrightError `CW_NOT_FOUND`, with the key that was probably meant */
export async function knownAccount(key: string, store: WorkStore): Promise<AccountRow> {
  const [row] = await readRows<AccountRow>(store, { table: ACCOUNTS.name, keys: [key] });
  if (row) return row;
  const all = await readTable<AccountRow>(store, ACCOUNTS.name);
  throw unknownName(
    'account',
    key,
    all.map((each) => each.key),
  );
}
