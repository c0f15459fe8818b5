import { inject, injectable } from 'inversify';
import type { Limit } from '../contract/capabilities.js';
import type { Scheduler } from '../policy/scheduler.js';
import { SCHEDULER } from '../policy/tokens.js';

interface Bucket {
  tokens: number;
  atMs: number;
}

/** Idle buckets are full ones: beyond this many, they are dropped. */
const MAX_BUCKETS = 50_000;

/** Keeps the rates an adapter declares: a token bucket for each key of each limit. In memory: pace is not a promise. */
@injectable()
export class Pacing {
  readonly #buckets = new Map<string, Bucket>();

  constructor(@inject(SCHEDULER) private readonly scheduler: Scheduler) {}

  /**
   * Takes one call's worth from every limit, or from none.
   *
   * @param keyOf the key of a limit's scope, e.g. the account's
   * @returns when to try again, ms since the epoch; `undefined`: go ahead
   */
  take(limits: readonly Limit[], keyOf: (scope: Limit['scope']) => string): number | undefined {
    const nowMs = this.scheduler.now();
    const buckets = limits.map((limit, index) => ({
      limit,
      bucket: this.#refilled(limit, `${index}:${keyOf(limit.scope)}`, nowMs),
    }));
    const waits = buckets.map(({ limit, bucket }) =>
      bucket.tokens >= 1 ? 0 : (1 - bucket.tokens) * (limit.perMs / limit.count),
    );
    const waitMs = Math.max(0, ...waits);
    if (waitMs > 0) return nowMs + Math.ceil(waitMs);
    for (const { bucket } of buckets) bucket.tokens -= 1;
    return undefined;
  }

  #refilled(limit: Limit, key: string, nowMs: number): Bucket {
    const bucket = this.#buckets.get(key) ?? { tokens: limit.count, atMs: nowMs };
    const gained = ((nowMs - bucket.atMs) * limit.count) / limit.perMs;
    bucket.tokens = Math.min(limit.count, bucket.tokens + Math.max(0, gained));
    bucket.atMs = nowMs;
    if (this.#buckets.size > MAX_BUCKETS) this.#buckets.clear();
    this.#buckets.set(key, bucket);
    return bucket;
  }
}
