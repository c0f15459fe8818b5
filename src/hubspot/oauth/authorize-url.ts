import { createHash } from 'node:crypto';

export interface AuthorizeRequest {
  /** Where HubSpot's pages are. */
  appBaseUrl: string;
  clientId: string;
  redirectUri: string;
  scopes: readonly string[];
  optionalScopes: readonly string[];
  state: string;
  /** The secret that proves, at the exchange of the code, that whoever asked for it is whoever has it. */
  verifier: string;
  /** Where it is known: HubSpot then asks about this account and not which one. */
  portalId?: string;
}

/**
 * HubSpot's consent page for one install.
 *
 * Sources: HubSpot, "Working with OAuth" (parameters, `/oauth/{hubId}/authorize`); RFC 7636 (PKCE, S256).
 */
export function authorizeUrl(request: AuthorizeRequest): string {
  const { appBaseUrl, clientId, redirectUri, scopes, optionalScopes, state, verifier, portalId } = request;
  const query = new URLSearchParams({
    client_id: clientId,
    redirect_uri: redirectUri,
    scope: scopes.join(' '),
    ...(optionalScopes.length === 0 ? {} : { optional_scope: optionalScopes.join(' ') }),
    state,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  const account = portalId === undefined ? '' : `/${encodeURIComponent(portalId)}`;
  return `${appBaseUrl}/oauth${account}/authorize?${query}`;
}
