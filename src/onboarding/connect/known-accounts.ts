import type { Address } from '../../contract/address.js';
import type { Json } from '../../contract/json.js';
import type { AccountRow } from '../../directory/accounts/account-row.js';
import type { Accounts } from '../../directory/accounts/accounts.js';
import { sameAddress } from '../../directory/accounts/same-address.js';
import type { ChannelRuntime } from '../../directory/channels/channel-runtime.js';
import { identitiesOf, isConnectedElsewhere, isTaken } from '../../directory/connections/known-identities.js';

export interface KnownAccounts {
  /** The address is connected in this portal and channel. */
  here: boolean;
  /** A provider's webhook for it would be for another portal's account as well. */
  elsewhere: boolean;
}

/** Who has the address already, or what the provider names it by. */
export function knownAccounts(
  accounts: Pick<Accounts, 'all' | 'get' | 'lookup'>,
  channel: ChannelRuntime,
  portal: string,
  settings: Json,
  address: Address,
): KnownAccounts {
  const parsed = channel.definition.accountSettings.parse(settings);
  const identities = identitiesOf(channel, { portal, address, settings: parsed });
  const own = accounts.all().filter(({ row }) => isTaken(row) && isIn(row, channel, portal));
  return {
    here: own.some(({ row }) => sameAddress(row.address, address)),
    elsewhere: isConnectedElsewhere(accounts, channel, portal, identities),
  };
}

function isIn({ app, channel, portal }: AccountRow, runtime: ChannelRuntime, portalId: string): boolean {
  return app === runtime.app && channel === runtime.name && portal === portalId;
}
