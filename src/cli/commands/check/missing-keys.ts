import { ACCOUNTS } from '../../../directory/accounts/account-row.js';
import { PORTALS } from '../../../directory/portals/portal-row.js';
import { ChannelwrightError } from '../../../errors/channelwright-error.js';
import type { Resealing } from '../../../outbox/resealing.js';

/** Rows that are looked at in one go. */
const PAGE_ROWS = 500;
/** A start reads them whole. Of every other table one page is enough: which keys are left at all, `secrets reencrypt` tells. */
const READ_BY_A_START: readonly string[] = [PORTALS.name, ACCOUNTS.name];

/**
 * That one of the configured keys was used in a store does not say that they open its rows: a key may have been dropped before
 * everything was sealed anew.
 *
 * @throws ChannelwrightError `CW_STORE_KEY_MISSING`, `CW_STORE_*`
 */
export async function assertKeysFit(store: Resealing): Promise<void> {
  for (const table of store.sealedTables) {
    for (const id of await keysOf(table, store)) {
      if (store.keyIds.includes(id)) continue;
      throw new ChannelwrightError('CW_STORE_KEY_MISSING', `rows of ${table} are sealed with the key of id ${id}`);
    }
  }
}

async function keysOf(table: string, store: Resealing): Promise<Set<string>> {
  const keys = new Set<string>();
  let after: string | number | undefined;
  do {
    const place = after === undefined ? {} : { after };
    const page = await store.reseal({ table, limit: PAGE_ROWS, check: true, ...place });
    for (const id of Object.keys(page.found)) keys.add(id);
    after = READ_BY_A_START.includes(table) ? page.next : undefined;
  } while (after !== undefined);
  return keys;
}
