import type { AccountRef } from '../../contract/account.js';
import type { AccountRow } from '../accounts/account-row.js';
import type { Accounts } from '../accounts/accounts.js';
import type { ChannelRuntime } from '../channels/channel-runtime.js';

/** What an account of these settings would be called by its provider. @param settings as the adapter's schema parses them */
export function identitiesOf(
  { definition, name: channel }: ChannelRuntime,
  { portal: portalId, address, settings }: Pick<AccountRow, 'portal' | 'address'> & { settings: unknown },
): readonly AccountRef[] {
  return definition.identities({ key: '', channel, portalId, address, settings });
}

/** Whether an account of another portal goes by one of these: a provider's webhook would be for both. */
export function isConnectedElsewhere(
  accounts: Pick<Accounts, 'get' | 'lookup'>,
  channel: ChannelRuntime,
  portalId: string,
  identities: readonly AccountRef[],
): boolean {
  const lookup = accounts.lookup(channel);
  const named = identities.flatMap((identity) => lookup.byIdentity(identity));
  return named.some(({ key, portalId: portal }) => portal !== portalId && isTaken(accounts.get(key)?.row));
}

/** It holds its address: it works, or may work again by itself. */
export function isTaken(row: Pick<AccountRow, 'state'> | undefined): boolean {
  return row?.state === 'active' || row?.state === 'held' || row?.state === 'disabled';
}
