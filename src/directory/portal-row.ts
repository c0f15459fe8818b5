import type { Table } from '../outbox/table.js';

export type PortalState = 'connected' | 'suspended' | 'degraded' | 'disconnected' | 'purged';

export interface PortalTokens {
  accessToken?: string;
  /** ms since the epoch; absent for static tokens. */
  expiresAtMs?: number;
  refreshToken?: string;
  /** Raised by every refresh; a refresh is committed by comparing it. */
  version: number;
}

/** One HubSpot account in which an app is installed. */
export interface PortalRow {
  app: string;
  portal: string;
  state: PortalState;
  /** The table is sealed. */
  tokens: PortalTokens;
  seed?: string;
}

export const PORTALS: Table<PortalRow> = {
  name: 'portals',
  key: (row) => `${row.app}/${row.portal}`,
  columns: (row) => ({ app: row.app, portal_id: row.portal, state: row.state }),
};
