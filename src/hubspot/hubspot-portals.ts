import type { CallName } from './client/api-request.js';
import type { HubSpotClient } from './client/hubspot-client.js';
import type { Quota } from './quota/quota.js';

/** HubSpot as one app sees one portal, and what is left of its quota there. */
export interface PortalApi {
  client: HubSpotClient;
  quota: Quota;
}

/** The portals this process can call. */
export interface HubSpotPortals {
  /** `undefined`: the app is not configured, or it has no tokens for this portal. */
  of(app: string, portal: string): PortalApi | undefined;
  /**
   * Until when this call need not be tried, whatever is left of the quota: the portal is disconnected, or it lacks the scopes.
   * ms since the epoch; an end that nobody knows is looked for again then.
   */
  heldUntil(app: string, portal: string, call?: CallName): number | undefined;
}

export const HUBSPOT_PORTALS = Symbol.for('channelwright.HubSpotPortals');
