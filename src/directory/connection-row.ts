import type { Address } from '../contract/address.js';
import type { Json } from '../contract/json.js';
import type { Table } from '../outbox/table.js';
import { portalKey } from '../outbox/work-row.js';

/**
 * `asked`: an admin has filled in the connect page · `staged`: HubSpot has the name and the address, the browser may go back ·
 * `connected`: HubSpot has made the channel account, and so have we · `refused`: HubSpot would not have it.
 */
export type ConnectionState = 'asked' | 'staged' | 'connected' | 'refused';

/** A channel account on its way from the connect page into HubSpot's inbox. */
export interface ConnectionRow {
  key: string;
  app: string;
  portal: string;
  /** The channel configuration. */
  channel: string;
  state: ConnectionState;
  createdAtMs: number;
  /** HubSpot's staging token: names this connection to HubSpot. */
  accountToken: string;
  hubspotChannelId: string;
  inboxId: string;
  /** What HubSpot shows the account as. */
  accountName: string;
  address: Address;
  /** Raw account settings, secrets among them: the table is sealed. Empty once the account has them. */
  settings: Json;
  settingsVersion: number;
  /** Why it was refused, in words for the admin. */
  problem?: { code: string; detail: string };
  /** Once connected. */
  channelAccountId?: string;
  account?: string;
}

export const CONNECTIONS: Table<ConnectionRow> = {
  name: 'connections',
  key: (row) => row.key,
  columns: (row) => ({
    portal: portalKey(row.app, row.portal),
    channel: row.channel,
    state: row.state,
    created_at: row.createdAtMs,
  }),
};
