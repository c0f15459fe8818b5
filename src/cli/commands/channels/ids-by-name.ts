import type { ConnectorConfig } from '../../../config/connector-config.js';
import { learntChannelIds } from './learnt-channel-ids.js';

/** HubSpot's ids of the channels of the configuration, as far as they are known: configured or learnt. */
export async function idsByName(config: ConnectorConfig): Promise<Map<string, string>> {
  const ids = await learntChannelIds(config);
  for (const { name, hubspotChannelId } of Object.values(config.channels)) {
    if (hubspotChannelId !== undefined) ids.set(name, hubspotChannelId);
  }
  return ids;
}
