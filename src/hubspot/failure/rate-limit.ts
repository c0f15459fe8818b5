import type { ErrorBody } from '../schemas/error-body.js';
import { retryAfterMs } from './retry-after.js';

const SECOND = 1_000;
const HOUR = 3_600_000;

/**
 * How long a 429 closes the bucket. HubSpot promises no `Retry-After` with it, so where there is none it follows from the
 * policy: the rolling window of ten seconds, one second, or, for a daily limit, a probe every hour.
 * Source: HubSpot, "API usage guidelines and limits"; the waits of HubSpot's own Node client.
 */
export function rateLimitedForMs(headers: Record<string, string>, body: ErrorBody, nowMs: number): number {
  const told = retryAfterMs(headers['retry-after'], nowMs, { leastMs: SECOND, mostMs: HOUR });
  if (told !== undefined) return told;
  const policy = `${body.policyName ?? ''} ${body.message ?? ''}`.toUpperCase();
  if (policy.includes('DAILY')) return HOUR;
  if (policy.includes('TEN_SECONDLY')) return 10 * SECOND;
  if (policy.includes('SECONDLY')) return SECOND;
  return 10 * SECOND;
}

/** How long a 477 parks the portal. HubSpot sends `Retry-After` with it, in seconds, up to a day. */
export function migratingForMs(headers: Record<string, string>, nowMs: number): number {
  return retryAfterMs(headers['retry-after'], nowMs, { leastMs: SECOND, mostMs: 24 * HOUR }) ?? 300 * SECOND;
}

/** How long a 423 asks to wait: at least two seconds. */
export function lockedForMs(headers: Record<string, string>, nowMs: number): number {
  return retryAfterMs(headers['retry-after'], nowMs, { leastMs: 2 * SECOND, mostMs: HOUR }) ?? 2 * SECOND;
}
