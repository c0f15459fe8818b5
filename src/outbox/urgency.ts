/**
 * `now`: with the next commit · `aside`: too, but it is of no delivery: what the process notes for itself tells nothing of what is
 * going on · `unhurried`: once nothing else is to be folded and nothing has been for a moment, since something that is being
 * delivered comes back to the fold after each of its steps; but not later than after a while · `whenever`: so too, but it is not
 * worth a commit of its own, and waits a little for others.
 */
export type Urgency = 'now' | 'aside' | 'unhurried' | 'whenever';

export function isUnhurried(urgency: Urgency): urgency is 'unhurried' | 'whenever' {
  return urgency === 'unhurried' || urgency === 'whenever';
}

/** For so long nothing else may have been folded, ms. */
const QUIET_MS = 5;
/** So long an unhurried one waits at most for such a moment, ms. */
const PATIENCE_MS = 250;
/** So long waits what is not worth a commit of its own, ms. */
const GATHER_MS = 100;
/** For so long after something else was folded there are deliveries, ms: beside them … */
const BESIDE_MS = 5_000;
/**
 * … there is so much more time between two turns than one has taken, since whatever arrives during a turn waits for its end: so
 * that happens to one in sixty, and turns beside deliveries are short …
 */
const REST_TIMES = 60;
/** … but never more than this, however long the disk has taken, ms. */
const LONGEST_REST_MS = 2_000;
/** A turn takes so many at most: beside deliveries, and where there are none. The others have to wait for the next. */
const MOST_BESIDE = 2;
const MOST_ALONE = 16;

/** When it is the turn of what is in no hurry. Times are of a clock that is never set back, ms. */
export class UnhurriedTurn {
  #busyAtMs = Number.NEGATIVE_INFINITY;
  #restUntilMs = Number.NEGATIVE_INFINITY;
  #sinceMs: number | undefined;
  #gatheredAtMs = Number.POSITIVE_INFINITY;

  /** Something in no hurry waits from now on, if nothing has so far. */
  wait(urgency: 'unhurried' | 'whenever', atMs: number): void {
    this.#sinceMs ??= atMs;
    this.#gatheredAtMs = Math.min(this.#gatheredAtMs, urgency === 'whenever' ? atMs + GATHER_MS : atMs);
  }

  /** Something of a delivery is folded. */
  busy(atMs: number): void {
    this.#busyAtMs = atMs;
  }

  /** How many may be folded at this turn. */
  most(atMs: number): number {
    return this.isAlone(atMs) ? MOST_ALONE : MOST_BESIDE;
  }

  /** What waited is being folded; whether some of it has to wait for the next turn. */
  begin(atMs: number, isMoreLeft: boolean): void {
    this.#sinceMs = undefined;
    this.#gatheredAtMs = Number.POSITIVE_INFINITY;
    if (isMoreLeft) this.wait('unhurried', atMs);
  }

  /** It is committed, which took so long, ms. */
  end(tookMs: number, atMs: number): void {
    if (!this.isAlone(atMs)) this.#restUntilMs = atMs + Math.min(LONGEST_REST_MS, REST_TIMES * tookMs);
  }

  /** How long it still is until then, ms, if nothing comes in between; `undefined`: nothing waits. */
  inMs(atMs: number): number | undefined {
    if (this.#sinceMs === undefined) return undefined;
    const quietAtMs = Math.min(this.#busyAtMs + QUIET_MS, this.#sinceMs + PATIENCE_MS);
    return Math.max(0, quietAtMs - atMs, this.#gatheredAtMs - atMs, this.#restUntilMs - atMs);
  }

  /** Nothing of a delivery was folded for a while. */
  isAlone(atMs: number): boolean {
    return atMs - this.#busyAtMs > BESIDE_MS;
  }
}
