/** How long a slice may hold up what arrives meanwhile, ms; and how many times as long the fold is left alone after it. */
const BESIDE = { forMs: 5, restTimes: 3 };
const ALONE = { forMs: 15, restTimes: 0 };
const FEWEST_ROWS = 10;
const MOST_ROWS = 400;
/** Before anything is known: few enough for a slow disk. */
const FIRST_MS_PER_ROW = 0.25;
/** How much the slice before counts, against all that were before it. */
const WEIGHT = 0.3;
/** A pause is never longer, however long the disk has taken, ms. */
const LONGEST_PAUSE_MS = 1_000;
/** For so long after something else was folded there are deliveries, ms. */
const BUSY_MS = 2_000;

/** What the fold tells of itself. */
export interface FoldFigures {
  /** How many events were folded so far, slices among them. */
  readonly folded: number;
  /** How long the last batch took, ms. */
  readonly tookMs: number;
}

export interface SliceSize {
  rows: number;
  /** From its commit to the next slice, ms. */
  pauseMs: number;
}

/**
 * How large the slices of a great task are, and how far apart, so that nobody notices it beside deliveries: by the time that
 * slices have taken, not by rows, since disks and rows differ.
 */
export class SlicePace {
  #folded = 0;
  #busyUntilMs = 0;
  #msPerRow = FIRST_MS_PER_ROW;

  constructor(private readonly fold: FoldFigures) {}

  /** To be asked before each slice. */
  next(nowMs: number): SliceSize {
    // The slice before is one of them.
    if (this.fold.folded > this.#folded + 1) this.#busyUntilMs = nowMs + BUSY_MS;
    this.#folded = this.fold.folded;
    const { forMs, restTimes } = nowMs < this.#busyUntilMs ? BESIDE : ALONE;
    const rows = Math.min(MOST_ROWS, Math.max(FEWEST_ROWS, Math.floor(forMs / this.#msPerRow)));
    return { rows, pauseMs: Math.min(LONGEST_PAUSE_MS, Math.round(restTimes * rows * this.#msPerRow)) };
  }

  /** A slice of so many rows is committed: the fold has done nothing else since. */
  done(rows: number): void {
    if (rows < FEWEST_ROWS) return;
    this.#msPerRow += WEIGHT * (this.fold.tookMs / rows - this.#msPerRow);
  }
}
