import type { Address } from '../../contract/address.js';
import type { Json } from '../../contract/json.js';
import type { Table } from '../../outbox/table.js';
import { portalKey } from '../../outbox/work-row.js';

/**
 * `asked`: an admin has filled in the connect page · `staged`: HubSpot has the name and the address, the browser may go back ·
 * `connected`: HubSpot has made the channel account, and so have we · `refused`: HubSpot would not have it.
 */
export type ConnectionState = 'asked' | 'staged' | 'connected' | 'refused';

/**
 * `stale`: HubSpot does not know the connection, not any more, or not in this portal · `refused`: it will not have the name or the
 * address · `busy`: it cannot take them now · `unconfirmed`: it has them, but has made no channel account · `taken`: another portal has the address, or was quicker.
 */
export type ConnectionProblemCode = 'stale' | 'refused' | 'busy' | 'unconfirmed' | 'taken';

export interface ConnectionProblem {
  code: ConnectionProblemCode;
  /** What HubSpot said, bounded. */
  detail: string;
}

/** A channel account on its way from the connect page into HubSpot's inbox. */
export interface ConnectionRow {
  key: string;
  app: string;
  portal: string;
  /** The channel configuration. */
  channel: string;
  state: ConnectionState;
  createdAtMs: number;
  /** When the form was sent that it goes by, ms: what is said of an earlier one is no answer to it. */
  askedAtMs?: number;
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
  /** Why it was refused, or why it is not `staged` yet. */
  problem?: ConnectionProblem;
  /** When HubSpot had the name and the address, ms. */
  stagedAtMs?: number;
  /** How often HubSpot was asked for the channel account, and had none. */
  looks?: number;
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
