import type { ConnectorConfig } from '../../config/connector-config.js';
import { ACCOUNTS, type AccountRow } from '../../directory/accounts/account-row.js';
import { ChannelwrightError } from '../../errors/channelwright-error.js';
import type { WorkStore } from '../../outbox/work-store.js';
import { readTable } from '../rows/read-rows.js';
import { mustBeKnown } from './must-be-known.js';

/** The options by which accounts are meant. */
export interface AccountOptions {
  account?: string;
  channel?: string;
  portal?: string;
}

/**
 * The accounts that are meant, without those that are purged.
 *
 * @throws ChannelwrightError `CW_USAGE` where nothing is named; `CW_NOT_FOUND` where there is no such account
 */
export async function meantAccounts(
  options: AccountOptions,
  config: ConnectorConfig,
  store: WorkStore,
): Promise<AccountRow[]> {
  const { account, channel, portal } = options;
  if (account === undefined && channel === undefined && portal === undefined) {
    throw new ChannelwrightError('CW_USAGE', 'name whose it is: --account, or all of a --channel or a --portal');
  }
  await mustBeKnown(options, config, store);
  const all = await readTable<AccountRow>(store, ACCOUNTS.name);
  const meant = all.filter(
    (row) =>
      row.state !== 'purged' &&
      (account === undefined || row.key === account) &&
      (channel === undefined || row.channel === channel) &&
      (portal === undefined || row.portal === portal),
  );
  if (meant.length > 0) return meant;
  const named = [account && `account "${account}"`, channel && `channel "${channel}"`, portal && `portal ${portal}`];
  throw new ChannelwrightError('CW_NOT_FOUND', `no account is meant by ${named.filter(Boolean).join(' and ')}`);
}
