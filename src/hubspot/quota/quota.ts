/**
 * What a request is for, most urgent first. Source of the order: `docs/explain`, "Status". A `sweep` is given nothing while half of
 * the window is taken: whoever comes after it finds what it needs.
 */
export const QUOTA_CLASSES = ['delivery', 'publication', 'status-failed', 'status', 'read-back', 'sweep'] as const;
export type QuotaClass = (typeof QUOTA_CLASSES)[number];

/** What an answer says about the quota. */
export interface QuotaReading {
  /** `X-HubSpot-RateLimit-Max` and `-Remaining`, where present. */
  max?: number;
  remaining?: number;
  /** `X-HubSpot-RateLimit-Interval-Milliseconds`: the window the two are about. */
  intervalMs?: number;
  /** After a 429 or 477: nothing may be sent for so long. */
  pauseMs?: number;
}

/** The right to send one request. Whoever holds it ends it, once; later calls do nothing. */
export interface Permit {
  readonly class: QuotaClass;
  /** The answer is here, or none will come: the unit becomes free one window from now. */
  release(reading?: QuotaReading): void;
  /** The request never left: the unit is free at once. */
  giveBack(): void;
}

/** What one app may send to one portal. */
export interface Quota {
  /** A permit if one is free and nobody as urgent is waiting for it. */
  tryAcquire(quotaClass: QuotaClass): Permit | undefined;
  /** A permit as soon as it is this class's turn. Rejects with the signal's reason when it is aborted. */
  acquire(quotaClass: QuotaClass, signal?: AbortSignal): Promise<Permit>;
  /** When a permit of this class may be free, as far as is known now; ms since the epoch. Not later than now: try. */
  nextFreeAt(quotaClass: QuotaClass): number;
  /** Let nothing start before this time, ms since the epoch. */
  pauseUntil(atMs: number): void;
  /** Until when nothing may start, where that is in the future. */
  pausedUntil(): number | undefined;
}
