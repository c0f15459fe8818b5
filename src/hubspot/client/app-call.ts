import type { Clock } from '../../contract/clock.js';
import type { HttpTransport } from '../../contract/http-transport.js';
import { type ApiCall, bodyOf } from './api-request.js';
import { apiUrl } from './api-url.js';
import { exchange } from './exchange.js';
import { readValue } from './read-value.js';

export interface AppCallDeps {
  http: HttpTransport;
  clock: Clock;
  baseUrl: string;
  appId: string;
  developerApiKey: string;
}

const DEFAULT_TIMEOUT_MS = 15_000;

/**
 * Calls with the app's developer API key. HubSpot counts them apart from every portal's quota, and they are few: they take no
 * permit. Source: custom channels guide; the `groupName` of live 429 bodies.
 */
export function createAppCall({ http, clock, baseUrl, appId, developerApiKey }: AppCallDeps): ApiCall {
  return async (request, options = {}) => {
    const target = apiUrl(baseUrl, request, { hapikey: developerApiKey, appId });
    if (!target.ok) return { ok: false, failure: target.failure };
    const { headers, ...body } = bodyOf(request) ?? {};
    const answer = await exchange(
      http,
      {
        method: request.method,
        url: target.url,
        headers: { ...headers, accept: 'application/json' },
        ...body,
        timeoutMs: options.timeoutMs ?? request.timeoutMs ?? DEFAULT_TIMEOUT_MS,
        ...(options.signal === undefined ? {} : { signal: options.signal }),
      },
      () => clock.now(),
      [developerApiKey],
    );
    return answer.ok ? readValue(answer, request.schema) : { ok: false, failure: answer.failure };
  };
}
