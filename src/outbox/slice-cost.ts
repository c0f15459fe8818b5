/** How much the slice before counts, against all that were before it. */
const WEIGHT = 0.1;
/** Before anything is known: few rows for a slow disk. */
const FIRST_MS_PER_ROW = 0.25;
const LEAST_MS_PER_ROW = 0.02;
/** Slices that differ by less than this share of their rows do not tell what a row costs. */
const EVEN_SHARE = 0.05;
/** A turn that took so many times what they take says something of the machine, not of its rows. */
const OUTLIER_TIMES = 4;

/**
 * What slices cost: each of them, whatever is in it (its commit above all, and threads that wait for a processor), and each of
 * their rows. A straight line through what was seen, the latest counting most.
 */
export class SliceCost {
  #slices = 0;
  #rows = 0;
  #ms = 0;
  #spread = 0;
  #slope = 0;

  /** A slice of so many rows took so long, ms. */
  seen(rows: number, tookMs: number): void {
    this.#slices += 1;
    const weight = Math.max(WEIGHT, 1 / this.#slices);
    const ms = this.#slices === 1 ? tookMs : Math.min(tookMs, OUTLIER_TIMES * this.#ms);
    const [moreRows, moreMs] = [rows - this.#rows, ms - this.#ms];
    this.#rows += weight * moreRows;
    this.#ms += weight * moreMs;
    if (this.#slices === 1) return;
    this.#spread = (1 - weight) * (this.#spread + weight * moreRows * moreRows);
    this.#slope = (1 - weight) * (this.#slope + weight * moreRows * moreMs);
  }

  /** Where all slices were alike, everything is charged to their rows: that errs on the side of smaller slices. */
  get perRowMs(): number {
    if (this.#slices === 0) return FIRST_MS_PER_ROW;
    const even = (EVEN_SHARE * this.#rows) ** 2;
    const perRow = (this.#slope + even * (this.#ms / this.#rows)) / (this.#spread + even);
    return Math.max(LEAST_MS_PER_ROW, perRow);
  }

  /** Of a slice without any row. */
  get fixedMs(): number {
    return Math.max(0, this.#ms - this.perRowMs * this.#rows);
  }
}
