import { fillPath } from '../api-paths.js';
import type { HubSpotFailure } from '../failure/hubspot-failure.js';
import type { ApiRequest, Query } from './api-request.js';

/**
 * The URL of a request. The base may end in a slash and may have a path of its own. An id no path can carry is refused: it
 * would name another resource.
 */
export function apiUrl(
  baseUrl: string,
  request: ApiRequest<unknown>,
  credentials: Record<string, string> = {},
): { ok: true; url: string } | { ok: false; failure: HubSpotFailure } {
  try {
    const path = baseUrl.replace(/\/+$/, '') + fillPath(request.path, request.ids ?? {});
    const query = new URLSearchParams(pairs({ ...request.query, ...credentials })).toString();
    return { ok: true, url: query === '' ? path : `${path}?${query}` };
  } catch (error) {
    return { ok: false, failure: { kind: 'validation', retry: 'never', message: (error as RangeError).message } };
  }
}

function pairs(query: Query): [string, string][] {
  return Object.entries(query).flatMap(([name, value]): [string, string][] => {
    if (value === undefined) return [];
    return typeof value === 'object' ? value.map((one): [string, string] => [name, one]) : [[name, String(value)]];
  });
}
