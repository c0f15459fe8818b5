import type { AppConfig } from '../../../config/connector-config.js';
import type { PortalRow } from '../../../directory/portals/portal-row.js';
import { createHubSpotClient, type HubSpotClient } from '../../../hubspot/client/hubspot-client.js';
import { staticTokens } from '../../../hubspot/oauth/static-tokens.js';
import { PortalQuota } from '../../../hubspot/quota/portal-quota.js';
import type { CommandContext } from '../../command.js';
import type { Session } from '../../session.js';

/** A token that ends sooner than this is not begun with, ms. */
const LEFT_MS = 10_000;

/**
 * HubSpot as the app sees a portal, by the access token that is stored. `undefined`: it has run out, and refreshing it is for the
 * engine alone, which keeps what HubSpot answers.
 */
export function portalClient(
  app: AppConfig,
  { tokens: { accessToken, expiresAtMs = Infinity } }: PortalRow,
  { http }: Pick<Session, 'http'>,
  { scheduler }: Pick<CommandContext, 'scheduler'>,
): HubSpotClient | undefined {
  if (accessToken === undefined || expiresAtMs < scheduler.now() + LEFT_MS) return undefined;
  const { apiBaseUrl: baseUrl, apiVersion: version } = app;
  const quota = new PortalQuota(scheduler);
  return createHubSpotClient({ http, clock: scheduler, baseUrl, version, tokens: staticTokens(accessToken), quota });
}
