import type { CancelTimer, Scheduler } from '../../policy/scheduler.js';
import { type Permit, QUOTA_CLASSES, type Quota, type QuotaClass, type QuotaReading } from './quota.js';
import { RollingWindow, type Share } from './rolling-window.js';

export interface QuotaSettings {
  /** Requests per window. Default 110, HubSpot's limit for an OAuth app in one portal. */
  requests?: number;
  /** The window, ms. Default 10 000. */
  perMs?: number;
}

/** How a quota outlives its process. HubSpot goes on counting what a killed process has sent. */
export interface QuotaPast {
  /** There may have been a process before this one. */
  restarted: boolean;
  /** When the one before last said that its window was as good as spent, ms since the epoch. */
  busyAtMs?: number | undefined;
  /** The window is as good as spent: to be remembered beyond the end of this process. */
  onBusy(): void;
}

interface Waiter {
  grant(permit: Permit): void;
}

/** A clock set back cannot make a pause longer than the longest one HubSpot asks for: a day. */
const LONGEST_PAUSE_MS = 86_400_000;

/** {@link Quota} in memory, for one app and one portal. */
export class PortalQuota implements Quota {
  readonly #scheduler: Scheduler;
  readonly #window: RollingWindow;
  readonly #waiting = new Map<QuotaClass, Set<Waiter>>(QUOTA_CLASSES.map((quotaClass) => [quotaClass, new Set()]));
  readonly #perMs: number;
  readonly #past: QuotaPast | undefined;
  #busyToldAtMs = Number.NEGATIVE_INFINITY;
  #pausedUntilMs = 0;
  #timer: { atMs: number; cancel: CancelTimer } | undefined;

  constructor(scheduler: Scheduler, { requests = 110, perMs = 10_000 }: QuotaSettings = {}, past?: QuotaPast) {
    this.#scheduler = scheduler;
    this.#window = new RollingWindow(requests, perMs);
    this.#perMs = perMs;
    this.#past = past;
    if (past?.restarted) this.#resume(scheduler.now(), past.busyAtMs);
  }

  tryAcquire(quotaClass: QuotaClass): Permit | undefined {
    this.#serve();
    return this.#take(quotaClass);
  }

  acquire(quotaClass: QuotaClass, signal?: AbortSignal): Promise<Permit> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const waiting = this.#waiting.get(quotaClass) as Set<Waiter>;
      const onAbort = () => {
        waiting.delete(waiter);
        reject(signal?.reason);
      };
      const waiter: Waiter = {
        grant(permit) {
          signal?.removeEventListener('abort', onAbort);
          resolve(permit);
        },
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      waiting.add(waiter);
      this.#serve();
    });
  }

  nextFreeAt(quotaClass: QuotaClass): number {
    const now = this.#scheduler.now();
    return Math.max(this.pausedUntil() ?? now, this.#window.freeAt(shareOf(quotaClass), now));
  }

  pauseUntil(atMs: number): void {
    this.#pausedUntilMs = Math.max(this.#pausedUntilMs, atMs);
  }

  pausedUntil(): number | undefined {
    const now = this.#scheduler.now();
    this.#pausedUntilMs = Math.min(this.#pausedUntilMs, now + LONGEST_PAUSE_MS);
    return this.#pausedUntilMs > now ? this.#pausedUntilMs : undefined;
  }

  /** A busy process says so once in a window, and what it sent until its end counts for one more. */
  #resume(nowMs: number, busyAtMs = Number.NEGATIVE_INFINITY): void {
    this.#window.beginUntold(nowMs);
    const spentUntilMs = Math.min(nowMs + this.#perMs, busyAtMs + 2 * this.#perMs);
    if (spentUntilMs > nowMs) this.#window.closeUntil(spentUntilMs);
  }

  #tellIfBusy(): void {
    const now = this.#scheduler.now();
    // Told anew well within a window, so that it is never out of date while it holds.
    if (!this.#past || now < this.#busyToldAtMs + this.#perMs / 2 || !this.#window.isBusy(now)) return;
    this.#busyToldAtMs = now;
    this.#past.onBusy();
  }

  /** Gives what is free to those who wait, most urgent first and in turn within a class. */
  #serve(): void {
    for (const quotaClass of QUOTA_CLASSES) {
      for (const waiter of this.#waiting.get(quotaClass) as Set<Waiter>) {
        const permit = this.#take(quotaClass);
        if (permit === undefined) break;
        this.#waiting.get(quotaClass)?.delete(waiter);
        waiter.grant(permit);
      }
    }
    this.#setTimer();
  }

  #take(quotaClass: QuotaClass): Permit | undefined {
    const share = shareOf(quotaClass);
    if (this.pausedUntil() !== undefined || !this.#window.isFree(share, this.#scheduler.now())) return undefined;
    this.#window.take(share);
    this.#tellIfBusy();
    return this.#permit(quotaClass, share);
  }

  #permit(quotaClass: QuotaClass, share: Share): Permit {
    let ended = false;
    const end = (how: () => void) => {
      if (ended) return;
      ended = true;
      how();
      this.#serve();
    };
    return {
      class: quotaClass,
      release: (reading = {}) => end(() => this.#settle(share, reading)),
      giveBack: () => end(() => this.#window.giveBack(share)),
    };
  }

  #settle(share: Share, reading: QuotaReading): void {
    const now = this.#scheduler.now();
    this.#window.settle(share, now);
    this.#window.correct(reading, now);
    if (reading.pauseMs !== undefined) this.pauseUntil(now + reading.pauseMs);
  }

  #setTimer(): void {
    const waiting = QUOTA_CLASSES.filter((quotaClass) => (this.#waiting.get(quotaClass)?.size ?? 0) > 0);
    const atMs = Math.min(...waiting.map((quotaClass) => this.nextFreeAt(quotaClass)));
    if (this.#timer?.atMs === atMs) return;
    this.#timer?.cancel();
    this.#timer = undefined;
    if (atMs === Number.POSITIVE_INFINITY) return;
    const cancel = this.#scheduler.at(atMs, () => {
      this.#timer = undefined;
      this.#serve();
    });
    this.#timer = { atMs, cancel };
  }
}

function shareOf(quotaClass: QuotaClass): Share {
  return quotaClass === 'delivery' || quotaClass === 'publication' ? 'other' : 'status';
}
