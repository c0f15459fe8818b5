import type { OutsideWindow } from '../../config/outside-window.js';
import type { Address } from '../../contract/address.js';
import type { Json } from '../../contract/json.js';
import { slotOf } from '../../outbox/slot.js';
import type { Table } from '../../outbox/table.js';

/** active: works · held: receives, sends later · disabled: gone from the configuration · replaced, purged: has ended. */
export type AccountState = 'active' | 'held' | 'disabled' | 'replaced' | 'purged';

/** Who has put an account into its state, and why. */
export interface AccountSwitch {
  by: 'configuration' | 'hubspot' | 'operator';
  atMs: number;
  /** In words for operators. */
  why: string;
  /** What it was before, where it may become that again. */
  from?: 'active' | 'held';
}

/** One channel account: a connected number or bot in one portal's inbox. */
export interface AccountRow {
  key: string;
  app: string;
  portal: string;
  /** The channel configuration. */
  channel: string;
  /** HubSpot's id of the channel account. */
  channelAccountId: string;
  /** Empty once the account is purged. */
  address: Address;
  /** What HubSpot shows it as, where that was heard. */
  name?: string;
  /** Raw account settings, secrets among them: the table is sealed. */
  settings: Json;
  settingsVersion: number;
  state: AccountState;
  /** Absent: it is as it was connected. */
  switched?: AccountSwitch;
  /** The account that has taken its place. */
  replacedBy?: string;
  /** The accounts whose place it has taken, directly or not: an opt-out there counts here. */
  replaces?: string[];
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
