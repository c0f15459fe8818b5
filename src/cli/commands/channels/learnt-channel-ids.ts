import type { ConnectorConfig } from '../../../config/connector-config.js';
import { CHANNELS, type ChannelRow } from '../../../directory/channels/channel-row.js';
import type { WorkStore } from '../../../outbox/work-store.js';
import { readTable } from '../../rows/read-rows.js';
import { withStoreIfThere } from '../../rows/with-store.js';

/** HubSpot's ids of channels as they were learnt, by the name of the channel. None where there is no store yet. */
export async function learntChannelIds(config: ConnectorConfig): Promise<Map<string, string>> {
  return (await withStoreIfThere(config, learntIn)) ?? new Map();
}

/** The same, of a store that is open. */
export async function learntIn(store: WorkStore): Promise<Map<string, string>> {
  const rows = await readTable<ChannelRow>(store, CHANNELS.name);
  return new Map(rows.map(({ key, hubspotChannelId }) => [key, hubspotChannelId]));
}
