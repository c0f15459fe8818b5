const LONGEST_MS = 86_400_000;
const SECONDS = /^\d+(\.\d+)?$/;
/** All three forms of a date begin with the day of the week. */
const DATE = /^[A-Z][a-z]{2,8},? /;

/**
 * How long the provider asks us to wait, milliseconds, at most a day. Undefined where it does not say, or in no way we know.
 * Source: RFC 9110, 10.2.3: seconds or a date.
 */
export function retryAfterMs(headers: Readonly<Record<string, string>>, nowMs: number): number | undefined {
  const value = headers['retry-after']?.trim() ?? '';
  const ms = SECONDS.test(value) ? Number(value) * 1000 : DATE.test(value) ? Date.parse(value) - nowMs : Number.NaN;
  return Number.isNaN(ms) ? undefined : Math.ceil(Math.min(Math.max(ms, 0), LONGEST_MS));
}
