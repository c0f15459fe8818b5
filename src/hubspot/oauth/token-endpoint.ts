import type { Clock } from '../../contract/clock.js';
import type { HttpTransport } from '../../contract/http-transport.js';
import { OAUTH_INTROSPECT_PATH, OAUTH_TOKEN_PATH } from '../api-paths.js';
import type { TokenFailure } from '../client/access-tokens.js';
import { type Exchange, exchange } from '../client/exchange.js';
import { readValue } from '../client/read-value.js';
import { tokenFacts, tokenResponse } from '../schemas/oauth.js';
import { classifyTokenRefusal } from './classify-token-refusal.js';

export interface TokenEndpointOptions {
  http: HttpTransport;
  clock: Pick<Clock, 'now'>;
  baseUrl: string;
  clientId: string;
  clientSecret: string;
}

export interface IssuedTokens {
  accessToken: string;
  /** HubSpot sends one with every answer. Whether it ever changes is not documented: keep what comes. */
  refreshToken?: string;
  /** ms since the epoch, counted from before the request. */
  expiresAtMs: number;
  /** How long the access token lives in all, ms. */
  lifetimeMs: number;
  /** The portal they are for. */
  portalId?: string;
  /** What they allow, where HubSpot says so. */
  scopes?: string[];
}

export type IssueResult = { ok: true; tokens: IssuedTokens } | { ok: false; failure: TokenFailure };

/** Exchanges a refresh token for an access token. Never rejects. */
export type RefreshTokens = (refreshToken: string) => Promise<IssueResult>;

/** What HubSpot knows of an access token. */
export interface TokenFacts {
  /** Whether it is good for anything, where HubSpot says so. */
  active?: boolean;
  portalId?: string;
  /** HubSpot's id of the app it was given to, where HubSpot says so. */
  appId?: string;
  scopes?: string[];
}

/** Which kind of token is asked about. Default: an access token. */
export type TokenUse = 'access_token' | 'refresh_token';

export interface ReceivedCode {
  code: string;
  /** As it was sent to the consent page. */
  redirectUri: string;
  /** Of PKCE. */
  verifier?: string;
}

/** HubSpot's token endpoint for one app. No method rejects. */
export interface TokenEndpoint {
  refresh: RefreshTokens;
  /** A code is good for one exchange. */
  exchangeCode(received: ReceivedCode): Promise<IssueResult>;
  /** A token of the app itself, for no portal. */
  clientCredentials(scopes: readonly string[]): Promise<IssueResult>;
  /** For an answer that does not say whom its tokens are for. */
  introspect(
    token: string,
    use?: TokenUse,
  ): Promise<{ ok: true; facts: TokenFacts } | { ok: false; failure: TokenFailure }>;
}

/** Sources: HubSpot, "Working with OAuth"; OpenAPI "OAuth v3": parameters in the body only. */
export function tokenEndpoint({ http, clock, baseUrl, clientId, clientSecret }: TokenEndpointOptions): TokenEndpoint {
  const ask = (path: string, form: Record<string, string>, secrets: readonly string[]): Promise<Exchange> =>
    exchange(
      http,
      {
        method: 'POST',
        url: baseUrl.replace(/\/+$/, '') + path,
        headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
        body: new URLSearchParams({ ...form, client_id: clientId, client_secret: clientSecret }).toString(),
        timeoutMs: 15_000,
      },
      () => clock.now(),
      [clientSecret, ...secrets],
    );

  const issue = async (form: Record<string, string>, secrets: readonly string[]): Promise<IssueResult> => {
    const askedAtMs = clock.now();
    return issued(await ask(OAUTH_TOKEN_PATH, form, secrets), askedAtMs);
  };

  return {
    refresh: (token) => issue({ grant_type: 'refresh_token', refresh_token: token }, [token]),
    exchangeCode: ({ code, redirectUri, verifier }) =>
      issue(
        {
          grant_type: 'authorization_code',
          code,
          redirect_uri: redirectUri,
          ...(verifier === undefined ? {} : { code_verifier: verifier }),
        },
        [code, ...(verifier === undefined ? [] : [verifier])],
      ),
    clientCredentials: (scopes) =>
      issue({ grant_type: 'client_credentials', ...(scopes.length === 0 ? {} : { scope: scopes.join(' ') }) }, []),
    async introspect(token, use = 'access_token') {
      const answer = await ask(OAUTH_INTROSPECT_PATH, { token, token_type_hint: use }, [token]);
      if (!answer.ok) return refused(answer);
      const read = readValue(answer, tokenFacts);
      if (!read.ok) return { ok: false, failure: { kind: 'transient', message: read.failure.message } };
      const { active, app_id: appId } = read.value;
      const more = { ...(active === undefined ? {} : { active }), ...(appId === undefined ? {} : { appId }) };
      return { ok: true, facts: { ...factsOf(read.value), ...more } };
    },
  };
}

function issued(answer: Exchange, askedAtMs: number): IssueResult {
  if (!answer.ok) return refused(answer);
  const read = readValue(answer, tokenResponse);
  if (!read.ok) return { ok: false, failure: { kind: 'transient', message: read.failure.message } };
  const { access_token, refresh_token, expires_in } = read.value;
  const lifetimeMs = expires_in * 1000;
  return {
    ok: true,
    tokens: {
      accessToken: access_token,
      expiresAtMs: askedAtMs + lifetimeMs,
      lifetimeMs,
      ...(refresh_token === undefined ? {} : { refreshToken: refresh_token }),
      ...factsOf(read.value),
    },
  };
}

function factsOf({ hub_id, scopes }: { hub_id?: string | undefined; scopes?: string[] | undefined }): TokenFacts {
  return {
    ...(hub_id === undefined ? {} : { portalId: hub_id }),
    ...(scopes === undefined ? {} : { scopes }),
  };
}

function refused({ failure, text }: Exchange & { ok: false }): { ok: false; failure: TokenFailure } {
  return { ok: false, failure: classifyTokenRefusal(failure, text) };
}
