import type { Table } from '../../outbox/table.js';

/** What was learnt about a channel configuration at run time. */
export interface ChannelRow {
  /** The name of the channel configuration. */
  key: string;
  app: string;
  hubspotChannelId: string;
}

export const CHANNELS: Table<ChannelRow> = {
  name: 'channels',
  key: (row) => row.key,
  columns: (row) => ({ app: row.app, hubspot_channel_id: row.hubspotChannelId }),
};
