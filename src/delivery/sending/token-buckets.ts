import type { Limit } from '../../contract/capabilities.js';

interface Bucket {
  limit: Limit;
  tokens: number;
  /** Up to when it was filled. */
  atMs: number;
}

/** Where there are more, those that are full are dropped: one that is not there is full. */
const MANY = 100;

/** Token buckets for the keys of some limits: those of one slot, or this process's share of those that span all slots. */
export class TokenBuckets {
  readonly #byKey = new Map<string, Bucket>();
  #dropAt = MANY;
  #emptyAtMs: number;

  /** @param emptyAtMs all buckets were empty then; default: they are full, nobody else has taken from them */
  constructor(
    emptyAtMs = Number.NEGATIVE_INFINITY,
    private share = 1,
  ) {
    this.#emptyAtMs = emptyAtMs;
  }

  /** How long until one call's worth can be taken, ms. */
  waitMs(limit: Limit, key: string, nowMs: number): number {
    const bucket = this.#bucket(limit, key, nowMs);
    return bucket.tokens >= 1 ? 0 : bucket.atMs - nowMs + (1 - bucket.tokens) * this.#perTokenMs(limit);
  }

  /** Takes one call's worth, after {@link waitMs} has said 0. */
  take(key: string): void {
    const bucket = this.#byKey.get(key);
    if (bucket) bucket.tokens -= 1;
  }

  /** Smaller shares hold at once, larger ones only as time fills them. */
  setShare(share: number, nowMs: number): void {
    if (share === this.share) return;
    for (const bucket of this.#byKey.values()) this.#fill(bucket, nowMs);
    this.share = share;
    for (const bucket of this.#byKey.values()) this.#fill(bucket, nowMs);
    this.#emptyAtMs = Math.max(this.#emptyAtMs, nowMs);
  }

  #bucket(limit: Limit, key: string, nowMs: number): Bucket {
    const known = this.#byKey.get(key);
    if (known) return this.#fill(known, nowMs);
    if (this.#byKey.size >= this.#dropAt) this.#dropFull(nowMs);
    const neverEmpty = this.#emptyAtMs === Number.NEGATIVE_INFINITY;
    const bucket = neverEmpty
      ? { limit, tokens: this.#most(limit), atMs: nowMs }
      : { limit, tokens: 0, atMs: this.#emptyAtMs };
    this.#byKey.set(key, bucket);
    return this.#fill(bucket, nowMs);
  }

  #fill(bucket: Bucket, nowMs: number): Bucket {
    const gained = Math.max(0, nowMs - bucket.atMs) / this.#perTokenMs(bucket.limit);
    bucket.tokens = Math.min(this.#most(bucket.limit), bucket.tokens + gained);
    bucket.atMs = Math.max(bucket.atMs, nowMs);
    return bucket;
  }

  #dropFull(nowMs: number): void {
    for (const [key, bucket] of this.#byKey) {
      if (this.#fill(bucket, nowMs).tokens >= this.#most(bucket.limit)) this.#byKey.delete(key);
    }
    this.#dropAt = Math.max(MANY, 2 * this.#byKey.size);
  }

  /** A bucket that cannot hold one call would never let one through. */
  #most({ count }: Limit): number {
    return Math.max(1, count * this.share);
  }

  #perTokenMs({ count, perMs }: Limit): number {
    return perMs / (count * this.share);
  }
}
