/** How long a slice may hold up what arrives meanwhile, ms: beside deliveries, and where there are none. */
const BESIDE_MS = 5;
const ALONE_MS = 15;
const FEWEST_ROWS = 10;
const MOST_ROWS = 400;
/** Before anything is known: few enough for a slow disk. */
const FIRST_MS_PER_ROW = 0.25;
/** How much the slice before counts, against all that were before it. */
const WEIGHT = 0.3;

/** What the fold tells of itself. */
export interface FoldFigures {
  /** Nothing but what is in no hurry was folded for a while. */
  readonly isAlone: boolean;
  /** How long the last turn of what is in no hurry took, ms. */
  readonly turnMs: number;
}

/**
 * How many rows the slices of a great task have, so that nobody notices it beside deliveries: by the time that slices have
 * taken, since disks and rows differ.
 */
export class SlicePace {
  #msPerRow = FIRST_MS_PER_ROW;

  constructor(private readonly fold: FoldFigures) {}

  /** Rows of the next slice. */
  get rows(): number {
    const forMs = this.fold.isAlone ? ALONE_MS : BESIDE_MS;
    return Math.min(MOST_ROWS, Math.max(FEWEST_ROWS, Math.floor(forMs / this.#msPerRow)));
  }

  /** A slice of so many rows was just committed. What was smaller than a slice should be says nothing of the next one. */
  done(rows: number): void {
    if (rows >= FEWEST_ROWS) this.#msPerRow += WEIGHT * (this.fold.turnMs / rows - this.#msPerRow);
  }
}
