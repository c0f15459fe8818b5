import type { OutsideWindow } from '../config/outside-window.js';
import type { Address } from '../contract/address.js';
import type { Json } from '../contract/json.js';
import { slotOf } from '../outbox/slot.js';
import type { Table } from '../outbox/table.js';

/** active: works · held: receives, sends later · disabled: gone from the configuration · replaced, purged: has ended. */
export type AccountState = 'active' | 'held' | 'disabled' | 'replaced' | 'purged';

/** One channel account: a connected number or bot in one portal's inbox. */
export interface AccountRow {
  key: string;
  app: string;
  portal: string;
  /** The channel configuration. */
  channel: string;
  /** HubSpot's id of the channel account. */
  channelAccountId: string;
  address: Address;
  /** Raw account settings, secrets among them: the table is sealed. */
  settings: Json;
  settingsVersion: number;
  state: AccountState;
  /** Since when we hear of this account's peers, ms. Absent: unknown. */
  sinceMs?: number;
  /** In place of the channel's. */
  outsideWindow?: OutsideWindow;
  /** Fingerprint of the seed it came from: a seed that has been edited since wins over the store. */
  seed?: string;
}

export const ACCOUNTS: Table<AccountRow> = {
  name: 'accounts',
  key: (row) => row.key,
  columns: (row) => ({
    app: row.app,
    portal: row.portal,
    channel: row.channel,
    state: row.state,
    channel_account_id: row.channelAccountId,
    slot: slotOf(row.app, row.portal),
  }),
};
