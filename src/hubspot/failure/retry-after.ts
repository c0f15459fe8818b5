export interface Bounds {
  leastMs: number;
  mostMs: number;
}

/**
 * Reads `Retry-After`: seconds, or an HTTP date. Bounded, so that neither a nonsensical value nor a hostile one matters.
 *
 * @returns milliseconds, or `undefined` where the header is absent or unreadable
 */
export function retryAfterMs(header: string | undefined, nowMs: number, bounds: Bounds): number | undefined {
  const value = header?.trim();
  if (!value) return undefined;
  const wait = /^\d+(\.\d+)?$/.test(value) ? Number(value) * 1000 : Date.parse(value) - nowMs;
  if (Number.isNaN(wait)) return undefined;
  return Math.min(bounds.mostMs, Math.max(bounds.leastMs, Math.ceil(wait)));
}
