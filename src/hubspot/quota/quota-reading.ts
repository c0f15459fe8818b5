import type { HubSpotFailure } from '../failure/hubspot-failure.js';
import type { QuotaReading } from './quota.js';

/** What an answer says about the quota. Headers are not on every answer. Source: "API usage guidelines and limits". */
export function quotaReading(headers: Record<string, string>, failure?: HubSpotFailure): QuotaReading {
  const max = count(headers['x-hubspot-ratelimit-max']);
  const remaining = count(headers['x-hubspot-ratelimit-remaining']);
  const intervalMs = count(headers['x-hubspot-ratelimit-interval-milliseconds']);
  const pauses = failure?.kind === 'rate-limited' || failure?.kind === 'migrating';
  return {
    ...(max === undefined ? {} : { max }),
    ...(remaining === undefined ? {} : { remaining }),
    ...(intervalMs === undefined ? {} : { intervalMs }),
    ...(pauses && failure.retryAfterMs !== undefined ? { pauseMs: failure.retryAfterMs } : {}),
  };
}

function count(header: string | undefined): number | undefined {
  return header !== undefined && /^\d{1,9}$/.test(header) ? Number(header) : undefined;
}
