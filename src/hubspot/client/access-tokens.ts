/** Why there is no access token. */
export interface TokenFailure {
  /** `disconnected`: the portal took its consent back, or there is no other token than the one it refuses. `configuration`: our credentials are refused. */
  kind: 'disconnected' | 'configuration' | 'transient';
  message: string;
  status?: number;
  /** The token endpoint's own code, e.g. `BAD_REFRESH_TOKEN`. */
  code?: string;
  retryAfterMs?: number;
  /** The version of the stored tokens that were refused: others may have been stored since. */
  version?: number;
}

export type TokenResult = { ok: true; accessToken: string } | { ok: false; failure: TokenFailure };

/** Where a portal's access token comes from. */
export interface AccessTokens {
  /** The token to use now. */
  current(): Promise<TokenResult>;
  /** HubSpot refused this token with 401: another one, if there is any. */
  replace(refused: string): Promise<TokenResult>;
}
