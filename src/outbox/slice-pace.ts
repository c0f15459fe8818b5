import { SliceCost } from './slice-cost.js';

/** How long the rows of a slice may hold up what arrives meanwhile, ms: beside deliveries … */
const BESIDE = { forMs: 1, fewest: 4 };
/** … and where there are none. */
const ALONE = { forMs: 6, fewest: 20 };
/** Rows that cost as much as the commit they share halve what the commit costs each; but not for ever. */
const LONGEST_MS = 100;
const MOST_ROWS = 400;
/** One in so many slices is half as large: of slices that are all alike nobody can tell what is the commit's, and what the rows'. */
const PROBE_EVERY = 8;

/** What the fold tells of itself. */
export interface FoldFigures {
  /** Nothing but what is in no hurry was folded for a while. */
  readonly isAlone: boolean;
  /** How long the last turn of what is in no hurry took, ms. */
  readonly turnMs: number;
}

/**
 * How many rows the slices of a great task have: beside deliveries so few that nobody notices, else so many that a slow disk or a
 * busy machine is not spent on commits. By what slices have cost, since disks and rows differ.
 */
export class SlicePace {
  readonly #cost = new SliceCost();
  #slices = 0;

  constructor(private readonly fold: FoldFigures) {}

  /** Rows of the next slice. */
  get rows(): number {
    const { perRowMs } = this.#cost;
    const { fewest } = this.fold.isAlone ? ALONE : BESIDE;
    const rows = Math.min(MOST_ROWS, Math.max(fewest, Math.floor(this.#forMs() / perRowMs)));
    return this.#slices % PROBE_EVERY === PROBE_EVERY - 1 ? Math.ceil(rows / 2) : rows;
  }

  /** A slice of so many rows was just committed. */
  done(rows: number): void {
    if (rows === 0) return;
    this.#slices += 1;
    this.#cost.seen(rows, this.fold.turnMs);
  }

  #forMs(): number {
    if (!this.fold.isAlone) return BESIDE.forMs;
    return Math.min(LONGEST_MS, Math.max(ALONE.forMs, this.#cost.fixedMs));
  }
}
