import type { Clock } from '../../contract/clock.js';
import type { HttpTransport } from '../../contract/http-transport.js';
import { OAUTH_TOKEN_PATH } from '../api-paths.js';
import { exchange } from '../client/exchange.js';
import { readValue } from '../client/read-value.js';
import { tokenResponse } from '../schemas/oauth.js';
import type { TokenFailure } from './access-tokens.js';
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
}

export type RefreshResult = { ok: true; tokens: IssuedTokens } | { ok: false; failure: TokenFailure };

/** Exchanges a refresh token for an access token. Never rejects. */
export type RefreshTokens = (refreshToken: string) => Promise<RefreshResult>;

export function tokenEndpoint({ http, clock, baseUrl, clientId, clientSecret }: TokenEndpointOptions): RefreshTokens {
  return async (refreshToken) => {
    const askedAtMs = clock.now();
    const answer = await exchange(
      http,
      {
        method: 'POST',
        url: baseUrl.replace(/\/+$/, '') + OAUTH_TOKEN_PATH,
        headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
        body: new URLSearchParams({
          grant_type: 'refresh_token',
          client_id: clientId,
          client_secret: clientSecret,
          refresh_token: refreshToken,
        }).toString(),
        timeoutMs: 15_000,
      },
      () => clock.now(),
      [clientSecret, refreshToken],
    );
    if (!answer.ok) return { ok: false, failure: classifyTokenRefusal(answer.failure, answer.text) };
    const read = readValue(answer, tokenResponse);
    if (!read.ok) return { ok: false, failure: { kind: 'transient', message: read.failure.message } };

    const { access_token, refresh_token, expires_in, hub_id } = read.value;
    const lifetimeMs = expires_in * 1000;
    return {
      ok: true,
      tokens: {
        accessToken: access_token,
        expiresAtMs: askedAtMs + lifetimeMs,
        lifetimeMs,
        ...(refresh_token === undefined ? {} : { refreshToken: refresh_token }),
        ...(hub_id === undefined ? {} : { portalId: hub_id }),
      },
    };
  };
}
