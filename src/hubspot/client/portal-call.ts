import type { Clock } from '../../contract/clock.js';
import type { HttpTransport } from '../../contract/http-transport.js';
import type { HubSpotFailure, HubSpotResult } from '../failure/hubspot-failure.js';
import type { Permit, Quota } from '../quota/quota.js';
import { quotaReading } from '../quota/quota-reading.js';
import type { AccessTokens } from './access-tokens.js';
import { type ApiCall, type ApiRequest, bodyOf, type CallOptions } from './api-request.js';
import { apiUrl } from './api-url.js';
import { type Exchange, exchange } from './exchange.js';
import { readValue } from './read-value.js';
import { tokenless } from './tokenless.js';

export interface PortalCallDeps {
  http: HttpTransport;
  clock: Clock;
  /** Without the path, e.g. `https://api.hubapi.com`. */
  baseUrl: string;
  tokens: AccessTokens;
  quota: Quota;
  /** Hears what every call came to, before whoever made it does. */
  heard?: (call: string, result: HubSpotResult<unknown>) => void;
}

const DEFAULT_TIMEOUT_MS = 15_000;

/**
 * Calls with a portal's access token, within its quota. A 401 gets one more try with another token. Nothing else is tried
 * again here.
 */
export function createPortalCall({ heard, ...deps }: PortalCallDeps): ApiCall {
  const call = unheard(deps);
  return async (request, options) => {
    const result = await call(request, options);
    heard?.(request.name ?? `${request.method} ${request.path}`, result);
    return result;
  };
}

function unheard(deps: PortalCallDeps): ApiCall {
  return async (request, options = {}) => {
    const target = apiUrl(deps.baseUrl, request);
    if (!target.ok) return giveUp(options.permit, target.failure);
    const token = await deps.tokens.current();
    if (!token.ok) return giveUp(options.permit, tokenless(token.failure, 'not-sent'));

    const first = await attempt(deps, request, options, target.url, token.accessToken);
    if (first.ok || first.failure.status !== 401) return finish(first, request);

    const fresh = await deps.tokens.replace(token.accessToken);
    if (!fresh.ok) return { ok: false, failure: { ...first.failure, ...tokenless(fresh.failure, 'unauthenticated') } };
    const { permit, ...rest } = options;
    const again = permit === undefined ? options : { ...rest, priority: permit.class };
    return finish(await attempt(deps, request, again, target.url, fresh.accessToken), request);
  };
}

async function attempt(
  { http, clock, quota }: PortalCallDeps,
  request: ApiRequest<unknown>,
  options: CallOptions,
  url: string,
  accessToken: string,
): Promise<Exchange> {
  const permit = await permitFor(quota, request, options);
  if (permit === undefined) return { ok: false, failure: aborted };
  const made = bodyOf(request);
  if (made === undefined) {
    permit.giveBack();
    return { ok: false, failure: usedUp };
  }
  const { headers, ...body } = made;
  const answer = await exchange(
    http,
    {
      method: request.method,
      url,
      headers: { ...headers, authorization: `Bearer ${accessToken}`, accept: 'application/json' },
      ...body,
      timeoutMs: options.timeoutMs ?? request.timeoutMs ?? DEFAULT_TIMEOUT_MS,
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    },
    () => clock.now(),
    [accessToken],
  );
  settle(permit, answer);
  return answer;
}

const aborted: HubSpotFailure = {
  kind: 'not-sent',
  retry: 'later',
  message: 'aborted while waiting for the portal’s quota',
};

const usedUp: HubSpotFailure = {
  kind: 'not-sent',
  retry: 'later',
  message: 'what was to be sent is used up; it has to be opened anew',
};

async function permitFor(
  quota: Quota,
  request: ApiRequest<unknown>,
  options: CallOptions,
): Promise<Permit | undefined> {
  if (options.permit !== undefined) return options.permit;
  const quotaClass = options.priority ?? request.quotaClass;
  return quota.tryAcquire(quotaClass) ?? quota.acquire(quotaClass, options.signal).catch(() => undefined);
}

function settle(permit: Permit, answer: Exchange): void {
  if (!answer.ok && answer.failure.kind === 'not-sent') permit.giveBack();
  else if (answer.headers === undefined) permit.release();
  else permit.release(quotaReading(answer.headers, answer.ok ? undefined : answer.failure));
}

function finish<T>(answer: Exchange, request: ApiRequest<T>): HubSpotResult<T> {
  return answer.ok ? readValue(answer, request.schema) : { ok: false, failure: answer.failure };
}

function giveUp(permit: Permit | undefined, failure: HubSpotFailure): HubSpotResult<never> {
  permit?.giveBack();
  return { ok: false, failure };
}
