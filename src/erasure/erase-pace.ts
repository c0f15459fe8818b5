/** Where there is nothing else to do: rows of a slice, and ms between two. */
const ALONE = { rows: 200, pauseMs: 5 };
/** Beside deliveries: a slice of so few rows holds up nobody for long … */
const BESIDE_ROWS = 20;
/** … and between two there is so much more time than one has taken, within these bounds, ms. */
const BESIDE_TIMES = 9;
const BESIDE_LEAST_MS = 100;
const BESIDE_MOST_MS = 1_000;
/** For so long after something else was folded there are deliveries, ms. */
const BUSY_MS = 2_000;

/** How fast erasing goes: all out while it is alone, so slowly that nobody notices beside deliveries. */
export class ErasePace {
  #folded = 0;
  #busyUntilMs = 0;
  #tookMs = 0;

  /**
   * To be asked before each slice.
   *
   * @param folded how many events were folded so far, slices among them
   */
  next(folded: number, nowMs: number): { rows: number; pauseMs: number } {
    // The slice before is one of them.
    if (folded > this.#folded + 1) this.#busyUntilMs = nowMs + BUSY_MS;
    this.#folded = folded;
    if (nowMs >= this.#busyUntilMs) return ALONE;
    const pauseMs = Math.min(BESIDE_MOST_MS, Math.max(BESIDE_LEAST_MS, BESIDE_TIMES * this.#tookMs));
    return { rows: BESIDE_ROWS, pauseMs };
  }

  /** A slice is gone, which took so long, ms. */
  took(ms: number): void {
    this.#tookMs = ms;
  }
}
