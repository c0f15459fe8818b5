/**
 * `now`: with the next commit · `unhurried`: once nothing else is to be folded and nothing has been for a moment, since something
 * that is being delivered comes back to the fold after each of its steps; but not later than after a while.
 */
export type Urgency = 'now' | 'unhurried';

/** For so long nothing else may have been folded, ms. */
const QUIET_MS = 5;
/** So long an unhurried one waits at most, ms. */
const PATIENCE_MS = 250;

/** When it is the turn of what is in no hurry. Times are of a clock that is never set back, ms. */
export class UnhurriedTurn {
  #busyAtMs = Number.NEGATIVE_INFINITY;
  #sinceMs: number | undefined;

  /** Something in no hurry waits from now on, if nothing has so far. */
  wait(atMs: number): void {
    this.#sinceMs ??= atMs;
  }

  /** Something else is folded. */
  busy(atMs: number): void {
    this.#busyAtMs = atMs;
  }

  /** What waited has had its turn. */
  end(): void {
    this.#sinceMs = undefined;
  }

  /** How long it still is until then, ms, if nothing comes in between; `undefined`: nothing waits. */
  inMs(atMs: number): number | undefined {
    if (this.#sinceMs === undefined) return undefined;
    return Math.max(0, Math.min(this.#busyAtMs + QUIET_MS, this.#sinceMs + PATIENCE_MS) - atMs);
  }
}
