import type { ConfiguredScopes } from '../../hubspot/oauth/scopes.js';
import type { TokenEndpoint } from '../../hubspot/oauth/token-endpoint.js';

/** One of the HubSpot apps that can be installed here. */
export interface InstallApp extends ConfiguredScopes {
  name: string;
  clientId: string;
  /** Where HubSpot's own pages are. Without a trailing slash. */
  appBaseUrl: string;
  endpoint: Pick<TokenEndpoint, 'exchangeCode' | 'introspect'>;
}
