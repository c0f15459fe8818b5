/** HubSpot's limit for one app in one portal: this many requests in any span of `perMs`. */
export interface QuotaLimit {
  requests: number;
  perMs: number;
}

export interface QuotaDecision {
  allowed: boolean;
  /** How many more requests the window takes now. */
  remaining: number;
}

/** What one bucket has seen since the start. */
export interface QuotaUsage {
  key: string;
  /** Requests counted. */
  requests: number;
  /** Requests refused for lack of quota; they are not counted. */
  refused: number;
  /** The most requests counted in any one window. */
  peak: number;
}

interface Bucket extends QuotaUsage {
  /** Arrival times inside the current window, oldest first. */
  times: number[];
}

/**
 * A truly rolling window for each bucket: a request counts from its arrival until `perMs` later, not until some tick of a
 * clock. Facts: reference §9 (110 per 10 s, per app and installing portal).
 */
export class RollingQuota {
  readonly #buckets = new Map<string, Bucket>();

  constructor(private limit: QuotaLimit) {}

  get current(): QuotaLimit {
    return this.limit;
  }

  change(limit: QuotaLimit): void {
    this.limit = limit;
  }

  take(key: string, nowMs: number): QuotaDecision {
    const bucket = this.#bucket(key);
    const firstInside = bucket.times.findIndex((time) => time > nowMs - this.limit.perMs);
    bucket.times.splice(0, firstInside === -1 ? bucket.times.length : firstInside);
    if (bucket.times.length >= this.limit.requests) {
      bucket.refused += 1;
      return { allowed: false, remaining: 0 };
    }
    bucket.times.push(nowMs);
    bucket.requests += 1;
    bucket.peak = Math.max(bucket.peak, bucket.times.length);
    return { allowed: true, remaining: this.limit.requests - bucket.times.length };
  }

  usage(): QuotaUsage[] {
    return [...this.#buckets.values()].map(({ key, requests, refused, peak }) => ({ key, requests, refused, peak }));
  }

  reset(): void {
    this.#buckets.clear();
  }

  #bucket(key: string): Bucket {
    const known = this.#buckets.get(key);
    if (known) return known;
    const bucket: Bucket = { key, requests: 0, refused: 0, peak: 0, times: [] };
    this.#buckets.set(key, bucket);
    return bucket;
  }
}

/** The most of `times` (ms, ascending) that fall into any one window of `perMs`. */
export function mostInAnyWindow(times: readonly number[], perMs: number): number {
  let first = 0;
  let most = 0;
  times.forEach((time, last) => {
    while (times[first]! <= time - perMs) first += 1;
    most = Math.max(most, last - first + 1);
  });
  return most;
}
