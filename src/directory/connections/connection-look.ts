import type { HubSpotClient } from '../../hubspot/client/hubspot-client.js';
import type { ChannelAccount } from '../../hubspot/schemas/channel-account.js';
import type { ConnectionOutcome } from './connection-events.js';
import type { ConnectionRow } from './connection-row.js';
import { PATIENT_LOOKS } from './connection-work.js';

/** HubSpot's clock and ours may differ by so much, ms. */
const SKEW_MS = 60_000;

/**
 * Asks HubSpot for the channel account it has made of a connection. One that is older than the connection counts only when no new
 * one has come for a while: then it was connected before, and HubSpot has made no second one.
 */
export async function findChannelAccount(
  row: ConnectionRow,
  { channelAccounts }: Pick<HubSpotClient, 'channelAccounts'>,
  signal: AbortSignal,
): Promise<ConnectionOutcome> {
  const { type, value } = row.address;
  const query = { deliveryIdentifierType: [type], deliveryIdentifierValue: [value] };
  const result = await channelAccounts.list(row.hubspotChannelId, query, { signal });
  if (!result.ok) return { kind: 'missing' };
  // The filter may not be honoured.
  const own = result.value.results.filter((one) => !one.archived && one.deliveryIdentifier?.value === value);
  const found = own.find((one) => isNew(one, row)) ?? ((row.looks ?? 0) >= PATIENT_LOOKS ? own.at(-1) : undefined);
  return found ? { kind: 'found', channelAccountId: found.id } : { kind: 'missing' };
}

function isNew({ createdAt }: ChannelAccount, { createdAtMs }: ConnectionRow): boolean {
  return createdAt !== undefined && Date.parse(createdAt) >= createdAtMs - SKEW_MS;
}
