import type { QuotaReading } from './quota.js';
import type { QuotaState } from './quota-state.js';

/** Statuses and their read-backs share one part of the window, everything else the other. */
export type Share = 'status' | 'other';

interface Spent {
  /** When the unit is free again, ms since the epoch. */
  freeAtMs: number;
  share: Share;
}

/** Until an answer has told what others use, this share of the window may be taken. */
const UNTOLD_SHARE = 0.1;
/** From this share on, a process that is killed leaves a window behind that is as good as spent. */
const BUSY_SHARE = 0.9;
/** How soon to look again while the first answer is on its way, ms. */
const UNTOLD_LOOK_MS = 100;

/**
 * Which units of a rolling window are taken. A unit is taken while its request is under way and for one window after the
 * answer: HubSpot may have counted it at any moment in between. What other processes use is learnt from the headers.
 *
 * No timers and no clock in here; the time is handed in.
 */
export class RollingWindow {
  readonly #limit: number;
  readonly #perMs: number;
  /** Ascending by time; never more than the limit. */
  #spent: Spent[] = [];
  readonly #underWay: Record<Share, number> = { status: 0, other: 0 };
  readonly #settled: Record<Share, number> = { status: 0, other: 0 };
  /** HubSpot's own limit, where it has said one. */
  #ceiling: number;
  #foreign = { units: 0, untilMs: 0 };
  #untoldUntilMs = 0;

  constructor(limit: number, perMs: number) {
    this.#limit = limit;
    this.#perMs = perMs;
    this.#ceiling = limit;
  }

  /** What others used is not known until an answer tells. */
  beginUntold(nowMs: number): void {
    this.#untoldUntilMs = nowMs + this.#perMs;
  }

  /** Others have used all there is. */
  closeUntil(untilMs: number): void {
    this.#foreign = { units: this.#limit, untilMs };
  }

  /** What is taken. What is under way may be counted until its answer: as if it came now. */
  state(nowMs: number): Omit<QuotaState, 'pauseMs'> {
    this.#forget(nowMs);
    const left = (share: Share) => [
      ...this.#spent.filter((unit) => unit.share === share).map(({ freeAtMs }) => freeAtMs - nowMs),
      ...Array<number>(this.#underWay[share]).fill(this.#perMs),
    ];
    const { units, untilMs } = this.#foreign;
    return {
      status: left('status'),
      other: left('other'),
      ...(units > 0 && untilMs > nowMs ? { others: { units, leftMs: untilMs - nowMs } } : {}),
      ...(this.#ceiling === this.#limit ? {} : { max: this.#ceiling }),
    };
  }

  /** Goes on from where another process was. Nothing counts for longer than a window. */
  resume({ status, other, others, max }: QuotaState, nowMs: number): void {
    const freeAt = (leftMs: number) => nowMs + Math.min(leftMs, this.#perMs);
    const units = [
      ...status.map((leftMs): Spent => ({ freeAtMs: freeAt(leftMs), share: 'status' })),
      ...other.map((leftMs): Spent => ({ freeAtMs: freeAt(leftMs), share: 'other' })),
    ];
    this.#spent = units.toSorted((a, b) => a.freeAtMs - b.freeAtMs).slice(-this.#limit);
    for (const { share } of this.#spent) this.#settled[share] += 1;
    if (others) this.#foreign = { units: others.units, untilMs: freeAt(others.leftMs) };
    if (max !== undefined) this.#ceiling = max;
  }

  /** How much is taken, by us and by others, 0 to 1. */
  used(nowMs: number): number {
    this.#forget(nowMs);
    const { units, untilMs } = this.#foreign;
    const taken = this.#allTaken() + (untilMs > nowMs ? units : 0);
    return this.#limit === 0 ? 0 : Math.min(1, taken / Math.min(this.#limit, this.#ceiling));
  }

  /** Whether so much is taken that little is left. */
  isBusy(nowMs: number): boolean {
    this.#forget(nowMs);
    return this.#allTaken() >= this.#limit * BUSY_SHARE;
  }

  /** @param spare whether more than half must be free */
  isFree(share: Share, nowMs: number, spare = false): boolean {
    this.#forget(nowMs);
    if (this.#isUntold(nowMs)) return false;
    const foreign = nowMs < this.#foreign.untilMs ? this.#foreign.units : 0;
    return this.#fits(share, this.#taken('other'), this.#taken('status'), foreign, spare);
  }

  take(share: Share): void {
    this.#underWay[share] += 1;
  }

  /** The request never left. */
  giveBack(share: Share): void {
    this.#underWay[share] -= 1;
  }

  /** The answer is here, or none will come. */
  settle(share: Share, nowMs: number): void {
    this.#underWay[share] -= 1;
    this.#settled[share] += 1;
    this.#spent.push({ freeAtMs: Math.max(nowMs + this.#perMs, this.#spent.at(-1)?.freeAtMs ?? 0), share });
  }

  /**
   * Corrects the view by what an answer says: more is used than we used ourselves. Our own count is never corrected
   * downwards, so that answers out of order do no harm.
   */
  correct({ max, remaining, intervalMs = this.#perMs }: QuotaReading, nowMs: number): void {
    if (max === undefined || max < 1 || intervalMs !== this.#perMs) return;
    this.#ceiling = max;
    if (remaining === undefined) return;
    this.#forget(nowMs);
    // What is under way may have been counted before this answer was given, or not: others used between the two.
    const used = max - remaining;
    const [least, most] = [used - this.#allTaken(), used - this.#settled.other - this.#settled.status];
    const certain = nowMs < this.#untoldUntilMs ? most : least;
    const known = nowMs < this.#foreign.untilMs ? this.#foreign.units : 0;
    this.#untoldUntilMs = 0;
    // What is only remembered keeps its time: else it would stay for as long as there is always something under way.
    if (certain >= known) this.#foreign = { units: Math.max(0, certain), untilMs: nowMs + this.#perMs };
    else this.#foreign.units = Math.max(0, Math.min(known, most));
  }

  /** When a unit for this share becomes free if nothing else is sent. With all of them under way: the least it can take. */
  freeAt(share: Share, nowMs: number, spare = false): number {
    if (this.isFree(share, nowMs, spare)) return nowMs;
    if (this.#isUntold(nowMs)) return Math.min(this.#untoldUntilMs, nowMs + UNTOLD_LOOK_MS);
    const taken = { other: this.#taken('other'), status: this.#taken('status') };
    let { units, untilMs } = this.#foreign;
    if (untilMs <= nowMs) units = 0;
    for (const unit of this.#spent) {
      if (units > 0 && untilMs <= unit.freeAtMs) {
        units = 0;
        if (this.#fits(share, taken.other, taken.status, units, spare)) return untilMs;
      }
      taken[unit.share] -= 1;
      if (this.#fits(share, taken.other, taken.status, units, spare)) return unit.freeAtMs;
    }
    return units > 0 && this.#fits(share, taken.other, taken.status, 0, spare) ? untilMs : nowMs + this.#perMs;
  }

  #isUntold(nowMs: number): boolean {
    return nowMs < this.#untoldUntilMs && this.#allTaken() >= Math.max(1, Math.floor(this.#limit * UNTOLD_SHARE));
  }

  #allTaken(): number {
    return this.#taken('other') + this.#taken('status');
  }

  #taken(share: Share): number {
    return this.#underWay[share] + this.#settled[share];
  }

  /** Whether one more unit of the share fits. A fifth of what there is stays with the statuses. */
  #fits(share: Share, other: number, status: number, foreign: number, spare: boolean): boolean {
    const available = Math.min(this.#limit, this.#ceiling - foreign);
    if (other + status >= available || (spare && (other + status) * 2 >= available)) return false;
    const kept = available < 2 ? 0 : Math.ceil(available / 5);
    return share === 'status' || other < available - kept;
  }

  #forget(nowMs: number): void {
    // A clock that was set back must not hold units for longer than a window.
    const latest = nowMs + this.#perMs;
    if ((this.#spent.at(-1)?.freeAtMs ?? 0) > latest) {
      for (const unit of this.#spent) unit.freeAtMs = Math.min(unit.freeAtMs, latest);
    }
    let gone = 0;
    for (const unit of this.#spent) {
      if (unit.freeAtMs > nowMs) break;
      this.#settled[unit.share] -= 1;
      gone += 1;
    }
    if (gone > 0) this.#spent.splice(0, gone);
  }
}
