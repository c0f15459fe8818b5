import type { Address } from '../../contract/address.js';
import type { Json } from '../../contract/json.js';
import type { AccountRow } from '../../directory/accounts/account-row.js';
import type { Accounts } from '../../directory/accounts/accounts.js';
import type { ChannelRuntime } from '../../directory/channels/channel-runtime.js';
import { sameAddress } from '../../directory/people/conversations.js';

export interface KnownAccounts {
  /** The address is connected in this portal and channel. */
  here: boolean;
  /** A provider's webhook for it would be for another portal's account as well. */
  elsewhere: boolean;
}

/** Who has the address already, or what the provider names it by. */
export function knownAccounts(
  accounts: Pick<Accounts, 'all' | 'lookup'>,
  channel: ChannelRuntime,
  portalId: string,
  settings: Json,
  address: Address,
): KnownAccounts {
  const parsed = channel.definition.accountSettings.parse(settings);
  const account = { key: '', channel: channel.name, portalId, address, settings: parsed };
  const lookup = accounts.lookup(channel);
  const rows = accounts.all().map(({ row }) => row);
  const inUse = (key: string) => rows.some((row) => row.key === key && isInUse(row));
  const named = channel.definition.identities(account).flatMap((identity) => lookup.byIdentity(identity));
  return {
    here: rows.some((row) => isInUse(row) && isIn(row, channel, portalId) && sameAddress(row.address, address)),
    elsewhere: named.some((other) => other.portalId !== portalId && inUse(other.key)),
  };
}

function isIn({ app, channel, portal }: AccountRow, runtime: ChannelRuntime, portalId: string): boolean {
  return app === runtime.app && channel === runtime.name && portal === portalId;
}

function isInUse({ state }: AccountRow): boolean {
  return state === 'active' || state === 'held' || state === 'disabled';
}
