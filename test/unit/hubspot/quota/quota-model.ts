import { QUOTA_CLASSES, type QuotaClass, type QuotaReading } from '../../../../src/hubspot/quota/quota.js';

interface Unit {
  id: number;
  quotaClass: QuotaClass;
  answeredAtMs?: number;
}

/** The quota by its definition, without any cleverness: it remembers every unit for ever and counts them anew each time. */
export class QuotaModel {
  readonly grants: string[] = [];
  #units: Unit[] = [];
  #waiting: { id: number; quotaClass: QuotaClass }[] = [];
  #pausedUntilMs = 0;
  #ceiling: number;
  #foreign = { units: 0, untilMs: 0 };

  constructor(
    private readonly limit: number,
    private readonly perMs: number,
    private nowMs: number,
  ) {
    this.#ceiling = limit;
  }

  wait(id: number, quotaClass: QuotaClass): void {
    this.#waiting.push({ id, quotaClass });
    this.#serve();
  }

  leave(id: number): void {
    this.#waiting = this.#waiting.filter((waiter) => waiter.id !== id);
  }

  try(id: number, quotaClass: QuotaClass): boolean {
    if (!this.#free(quotaClass, this.nowMs)) return false;
    this.#units.push({ id, quotaClass });
    return true;
  }

  release(id: number, reading: QuotaReading): void {
    const unit = this.#units.find((one) => one.id === id) as Unit;
    unit.answeredAtMs = this.nowMs;
    if (reading.max !== undefined) {
      this.#ceiling = reading.max;
      if (reading.remaining !== undefined) this.#learn(reading.max - reading.remaining);
    }
    if (reading.pauseMs !== undefined) {
      this.#pausedUntilMs = Math.max(this.#pausedUntilMs, this.nowMs + reading.pauseMs);
    }
    this.#serve();
  }

  giveBack(id: number): void {
    this.#units = this.#units.filter((unit) => unit.id !== id);
    this.#serve();
  }

  /** One millisecond at a time, so that nothing can be missed. */
  advance(ms: number): void {
    for (let tick = 0; tick < ms; tick += 1) {
      this.nowMs += 1;
      this.#serve();
    }
  }

  nextFreeAt(quotaClass: QuotaClass): number {
    let at = this.nowMs;
    while (at < this.nowMs + this.perMs && !this.#fits(quotaClass, at)) at += 1;
    return Math.max(at, this.#pausedUntilMs);
  }

  /** HubSpot may or may not have counted what is under way: what others used is believed until that is certainly too much. */
  #learn(used: number): void {
    const taken = this.#taken(this.nowMs);
    const answered = taken.filter(({ answeredAtMs }) => answeredAtMs !== undefined);
    const known = this.nowMs < this.#foreign.untilMs ? this.#foreign.units : 0;
    const least = used - taken.length;
    if (least >= known) this.#foreign = { units: Math.max(0, least), untilMs: this.nowMs + this.perMs };
    else this.#foreign.units = Math.max(0, Math.min(known, used - answered.length));
  }

  #serve(): void {
    for (const quotaClass of QUOTA_CLASSES) {
      for (const waiter of this.#waiting.filter((one) => one.quotaClass === quotaClass)) {
        if (!this.#free(quotaClass, this.nowMs)) continue;
        this.leave(waiter.id);
        this.#units.push(waiter);
        this.grants.push(`${waiter.id} at ${this.nowMs}`);
      }
    }
  }

  #free(quotaClass: QuotaClass, atMs: number): boolean {
    return atMs >= this.#pausedUntilMs && this.#fits(quotaClass, atMs);
  }

  #fits(quotaClass: QuotaClass, atMs: number): boolean {
    const taken = this.#taken(atMs);
    const foreign = atMs < this.#foreign.untilMs ? this.#foreign.units : 0;
    const available = Math.min(this.limit, this.#ceiling - foreign);
    if (taken.length >= available) return false;
    if (quotaClass === 'sweep' && taken.length * 2 >= available) return false;
    if (!isOther(quotaClass) || available < 2) return true;
    const others = taken.filter((unit) => isOther(unit.quotaClass)).length;
    return (others + 1) * 5 <= available * 4;
  }

  #taken(atMs: number): Unit[] {
    return this.#units.filter((unit) => unit.answeredAtMs === undefined || atMs < unit.answeredAtMs + this.perMs);
  }
}

function isOther(quotaClass: QuotaClass): boolean {
  return quotaClass === 'delivery' || quotaClass === 'publication' || quotaClass === 'sweep';
}
