import { ACCOUNTS, type AccountRow } from '../../../directory/accounts/account-row.js';
import type { CommandContext } from '../../command.js';
import { isoTime, table } from '../../output/table.js';
import { readConfig } from '../../read-config.js';
import type { Report } from '../../report.js';
import { readTable } from '../../rows/read-rows.js';
import { withStore } from '../../rows/with-store.js';

/** Every channel account the store knows. Settings stay where they are: they hold secrets. */
export async function accountsList(context: CommandContext): Promise<Report> {
  const config = await readConfig(context);
  const rows = await withStore(config, (store) => readTable<AccountRow>(store, ACCOUNTS.name));
  const accounts = rows.map(({ key, app, portal, channel, channelAccountId, address, name, state, switched }) => {
    const why = switched ? { why: switched.why, by: switched.by, sinceMs: switched.atMs } : {};
    return {
      key,
      app,
      portal,
      channel,
      channelAccountId,
      address,
      ...(name === undefined ? {} : { name }),
      state,
      ...why,
    };
  });
  const text = table(
    ['account', 'channel', 'app', 'portal', 'HubSpot id', 'address', 'state', 'since', 'why'],
    accounts.map((row) => [
      row.key,
      row.channel,
      row.app,
      row.portal,
      row.channelAccountId,
      row.address.value,
      row.state,
      'sinceMs' in row ? isoTime(row.sinceMs) : undefined,
      'why' in row ? row.why : undefined,
    ]),
    'There are no accounts yet.',
  );
  return { json: { accounts }, text };
}
