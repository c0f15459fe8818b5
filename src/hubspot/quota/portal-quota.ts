import { ChannelwrightError } from '../../errors/channelwright-error.js';
import type { CancelTimer, Scheduler } from '../../policy/scheduler.js';
import { type Permit, QUOTA_CLASSES, type Quota, type QuotaClass, type QuotaReading } from './quota.js';
import { type QuotaState, stateAfter } from './quota-state.js';
import { RollingWindow, type Share } from './rolling-window.js';

export interface QuotaSettings {
  /** Requests per window. Default 110, HubSpot's limit for an OAuth app in one portal. */
  requests?: number;
  /** The window, ms. Default 10 000. */
  perMs?: number;
}

/** What was before a quota's process called the portal. HubSpot goes on counting what others have sent. */
export type QuotaBefore =
  /** There may have been a process before this one, which said at this time that its window was as good as spent. */
  | { kind: 'restarted'; busyAtMs?: number | undefined }
  /** Another process handed the portal over, with what it had used up to then. */
  | { kind: 'handed-over'; state: QuotaState; atMs: number }
  /** Another process had the portal until it was cut off: HubSpot may have counted a call of it up to then. */
  | { kind: 'cut-off'; lastCallMs: number };

/** How a quota outlives its process. Times are in ms since the epoch, by the clock of this process. */
export interface QuotaPast {
  /** Absent: nobody has called the portal. */
  before?: QuotaBefore | undefined;
  /** The window is as good as spent: to be remembered beyond the end of this process. */
  onBusy?(): void;
}

interface Waiter {
  grant(permit: Permit): void;
  refuse(error: unknown): void;
}

/** HubSpot's window, ms. */
export const QUOTA_WINDOW_MS = 10_000;

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
  #closed = false;
  #timer: { atMs: number; cancel: CancelTimer } | undefined;

  constructor(scheduler: Scheduler, { requests = 110, perMs = QUOTA_WINDOW_MS }: QuotaSettings = {}, past?: QuotaPast) {
    this.#scheduler = scheduler;
    this.#window = new RollingWindow(requests, perMs);
    this.#perMs = perMs;
    this.#past = past;
    if (past?.before) this.#goOn(past.before, scheduler.now());
  }

  tryAcquire(quotaClass: QuotaClass): Permit | undefined {
    this.#serve();
    return this.#take(quotaClass);
  }

  acquire(quotaClass: QuotaClass, signal?: AbortSignal): Promise<Permit> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      if (this.#closed) return reject(new ChannelwrightError('CW_STORE_FENCED'));
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
        refuse(error) {
          signal?.removeEventListener('abort', onAbort);
          reject(error);
        },
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      waiting.add(waiter);
      this.#serve();
    });
  }

  nextFreeAt(quotaClass: QuotaClass): number {
    const now = this.#scheduler.now();
    return Math.max(this.pausedUntil() ?? now, this.#window.freeAt(shareOf(quotaClass), now, isSpare(quotaClass)));
  }

  pauseUntil(atMs: number): void {
    this.#pausedUntilMs = Math.max(this.#pausedUntilMs, atMs);
  }

  pausedUntil(): number | undefined {
    const now = this.#scheduler.now();
    this.#pausedUntilMs = Math.min(this.#pausedUntilMs, now + LONGEST_PAUSE_MS);
    return this.#pausedUntilMs > now ? this.#pausedUntilMs : undefined;
  }

  /** How much of the window is taken, 0 to 1. */
  used(): number {
    return this.#window.used(this.#scheduler.now());
  }

  /** What is taken now, for whoever goes on with this portal. */
  state(): QuotaState {
    const nowMs = this.#scheduler.now();
    const pausedUntilMs = this.pausedUntil();
    const pause = pausedUntilMs === undefined ? {} : { pauseMs: pausedUntilMs - nowMs };
    return { ...this.#window.state(nowMs), ...pause };
  }

  /** Gives no permit any more: another process goes on. Whoever waits for one is refused, with `CW_STORE_FENCED`. */
  close(): void {
    this.#closed = true;
    this.#timer?.cancel();
    this.#timer = undefined;
    for (const waiting of this.#waiting.values()) {
      for (const waiter of waiting) waiter.refuse(new ChannelwrightError('CW_STORE_FENCED'));
      waiting.clear();
    }
  }

  /** A clock that was set back must not make what was before last for ever. */
  #goOn(before: QuotaBefore, nowMs: number): void {
    switch (before.kind) {
      case 'restarted':
        this.#window.beginUntold(nowMs);
        // A busy process says so once in a window, and what it sent until its end counts for one more.
        this.#closeUntil(Math.min((before.busyAtMs ?? 0) + 2 * this.#perMs, nowMs + this.#perMs), nowMs);
        break;
      case 'handed-over': {
        const state = stateAfter(before.state, Math.max(0, nowMs - before.atMs));
        this.#window.resume(state, nowMs);
        if (state.pauseMs !== undefined) this.pauseUntil(nowMs + state.pauseMs);
        break;
      }
      case 'cut-off':
        this.#closeUntil(Math.min(before.lastCallMs + this.#perMs, nowMs + 2 * this.#perMs), nowMs);
        break;
    }
  }

  #closeUntil(untilMs: number, nowMs: number): void {
    if (untilMs > nowMs) this.#window.closeUntil(untilMs);
  }

  #tellIfBusy(): void {
    const now = this.#scheduler.now();
    // Told anew well within a window, so that it is never out of date while it holds.
    if (!this.#past?.onBusy || now < this.#busyToldAtMs + this.#perMs / 2 || !this.#window.isBusy(now)) return;
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
    const isFree = () => this.#window.isFree(share, this.#scheduler.now(), isSpare(quotaClass));
    if (this.#closed || this.pausedUntil() !== undefined || !isFree()) return undefined;
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

function isSpare(quotaClass: QuotaClass): boolean {
  return quotaClass === 'sweep';
}

function shareOf(quotaClass: QuotaClass): Share {
  return quotaClass === 'delivery' || quotaClass === 'publication' || quotaClass === 'sweep' ? 'other' : 'status';
}
