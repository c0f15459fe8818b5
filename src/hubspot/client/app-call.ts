import type { Clock } from '../../contract/clock.js';
import type { HttpTransport } from '../../contract/http-transport.js';
import type { HubSpotResult } from '../failure/hubspot-failure.js';
import type { AccessTokens } from './access-tokens.js';
import { type ApiCall, type ApiRequest, bodyOf, type CallOptions } from './api-request.js';
import { apiUrl } from './api-url.js';
import { type Exchange, exchange } from './exchange.js';
import { readValue } from './read-value.js';
import { tokenless } from './tokenless.js';

/**
 * With what an app calls for itself. Which of them apps of the developer platform's projects use is documented nowhere, so it is
 * configured.
 */
export type AppCredential =
  | { kind: 'developer-key'; developerApiKey: string }
  /** Tokens of the app's client credentials. */
  | { kind: 'client-credentials'; tokens: AccessTokens }
  | { kind: 'none' };

export interface AppCallDeps {
  http: HttpTransport;
  clock: Clock;
  baseUrl: string;
  appId: string;
  credential: AppCredential;
}

const DEFAULT_TIMEOUT_MS = 15_000;

/**
 * Calls of the app for itself. HubSpot counts them apart from every portal's quota, and they are few: they take no permit. A 401
 * of a token gets one more try with another one.
 *
 * Source: custom channels guide; the `groupName` of live 429 bodies.
 */
export function createAppCall(deps: AppCallDeps): ApiCall {
  const { credential } = deps;
  if (credential.kind === 'client-credentials') return callWithTokens(deps, credential.tokens);
  const key = credential.kind === 'developer-key' ? { hapikey: credential.developerApiKey } : {};
  return async (request, options = {}) => {
    const answer = await attempt(deps, request, options, { query: key, secrets: Object.values(key) });
    return read(answer, request);
  };
}

function callWithTokens(deps: AppCallDeps, tokens: AccessTokens): ApiCall {
  return async (request, options = {}) => {
    const token = await tokens.current();
    if (!token.ok) return { ok: false, failure: tokenless(token.failure, 'not-sent') };
    const first = await attempt(deps, request, options, bearer(token.accessToken));
    if (first.ok || first.failure.status !== 401) return read(first, request);
    const fresh = await tokens.replace(token.accessToken);
    if (!fresh.ok) return { ok: false, failure: { ...first.failure, ...tokenless(fresh.failure, 'unauthenticated') } };
    return read(await attempt(deps, request, options, bearer(fresh.accessToken)), request);
  };
}

/** How one call shows who makes it. */
interface Shown {
  query?: Record<string, string>;
  headers?: Record<string, string>;
  secrets: readonly string[];
}

function bearer(accessToken: string): Shown {
  return { headers: { authorization: `Bearer ${accessToken}` }, secrets: [accessToken] };
}

async function attempt(
  { http, clock, baseUrl, appId }: AppCallDeps,
  request: ApiRequest<unknown>,
  options: CallOptions,
  shown: Shown,
): Promise<Exchange> {
  const target = apiUrl(baseUrl, request, { ...shown.query, appId });
  if (!target.ok) return target;
  const { headers, ...body } = bodyOf(request) ?? {};
  return exchange(
    http,
    {
      method: request.method,
      url: target.url,
      headers: { ...headers, ...shown.headers, accept: 'application/json' },
      ...body,
      timeoutMs: options.timeoutMs ?? request.timeoutMs ?? DEFAULT_TIMEOUT_MS,
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    },
    () => clock.now(),
    shown.secrets,
  );
}

function read<T>(answer: Exchange, request: ApiRequest<T>): HubSpotResult<T> {
  return answer.ok ? readValue(answer, request.schema) : { ok: false, failure: answer.failure };
}
