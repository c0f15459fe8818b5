import type { ChannelConfig } from '../../config/connector-config.js';
import type { Address } from '../../contract/address.js';
import type { Json } from '../../contract/json.js';
import { sameAddress } from '../../directory/accounts/same-address.js';
import type { ChannelRuntime } from '../../directory/channels/channel-runtime.js';
import { identitiesOf } from '../../directory/connections/known-identities.js';
import { isGone, type PortalRow } from '../../directory/portals/portal-row.js';

export interface MayConnectDeps {
  portals: { all(): PortalRow[] };
  /** As configured, by the name of the channel. */
  channelConfigs: Readonly<Record<string, Pick<ChannelConfig, 'connectable'>>>;
}

/** An address that somebody wants to connect, and what the provider has said of it. */
export interface WantedAddress {
  portalId: string;
  address: Address;
  settings: Json;
  /** Addresses that belong to the credentials, by the provider's word. */
  candidates: readonly Address[];
}

/**
 * Whether a portal may have an address. Where credentials prove whose it is they decide; else the configuration does. Where the app is
 * installed in this portal alone there is nobody from whom it could be taken.
 */
export function mayConnect(
  { portals, channelConfigs }: MayConnectDeps,
  channel: ChannelRuntime,
  wanted: WantedAddress,
) {
  return (
    isProven(channel, wanted) ||
    isListed(channelConfigs[channel.name]?.connectable ?? [], wanted) ||
    portals.all().every((row) => row.app !== channel.app || isGone(row) || row.portal === wanted.portalId)
  );
}

/** What webhooks are told apart by is the provider's, or has something of the credentials in it. */
function isProven(
  channel: ChannelRuntime,
  { portalId: portal, address, settings, candidates }: WantedAddress,
): boolean {
  const { adapter, definition } = channel;
  if (definition.addressProof === 'nothing' || !adapter.validateAccount) return false;
  if (candidates.some((candidate) => sameAddress(candidate, address))) return true;
  const parsed = definition.accountSettings.parse(settings);
  return !identitiesOf(channel, { portal, address, settings: parsed }).includes(address.value);
}

function isListed(listed: ChannelConfig['connectable'], { portalId, address }: WantedAddress): boolean {
  const own = listed.filter((one) => one.portalId === portalId).flatMap(({ addresses }) => addresses);
  return own.includes('*') || own.includes(address.value);
}
