import type { Table } from '../../outbox/table.js';

/**
 * connected: works · suspended: HubSpot moves its data, calls wait · degraded: scopes are missing · disconnected: took its consent
 * back, calls stop and work is held · purged: everything of it was removed.
 */
export type PortalState = 'connected' | 'suspended' | 'degraded' | 'disconnected' | 'purged';

export interface PortalTokens {
  accessToken?: string;
  /** ms since the epoch; absent for static tokens. */
  expiresAtMs?: number;
  refreshToken?: string;
  /** Raised by every refresh; a refresh is committed by comparing it. */
  version: number;
}

export interface PortalTrouble {
  sinceMs: number;
  /** In words for operators. */
  detail: string;
  missingScopes?: string[];
  /** The calls that were refused for want of scopes, and the scopes HubSpot named for each. */
  calls?: Record<string, string[]>;
  /** When it is over by itself, ms. */
  untilMs?: number;
}

/** One HubSpot account in which an app is installed. */
export interface PortalRow {
  app: string;
  portal: string;
  state: PortalState;
  /** The table is sealed. */
  tokens: PortalTokens;
  seed?: string;
  /** What the tokens allow, where HubSpot has said so. */
  scopes?: string[];
  /** When the app was last installed by OAuth, ms. */
  installedAtMs?: number;
  /** When the configuration last gave its tokens, ms; absent where an install has given others since. */
  seededAtMs?: number;
  /** What keeps it from being connected. */
  trouble?: PortalTrouble;
}

export const PORTALS: Table<PortalRow> = {
  name: 'portals',
  key: (row) => `${row.app}/${row.portal}`,
  columns: (row) => ({ app: row.app, portal_id: row.portal, state: row.state }),
};

/** Whether nothing may be asked of HubSpot for it until the app is installed anew. */
export function isGone({ state }: PortalRow): boolean {
  return state === 'disconnected' || state === 'purged';
}
