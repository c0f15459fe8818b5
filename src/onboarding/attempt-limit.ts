import type { Clock } from '../contract/clock.js';

/** In which an allowance that was used up is whole again, ms. */
const WINDOW_MS = 600_000;
/** Names remembered, at most. */
const MOST_KEPT = 10_000;

interface Allowance {
  /** Attempts, and parts of one. */
  left: number;
  atMs: number;
}

/**
 * How often something may be tried under one name by this process. It comes back by and by, so that whoever has used it up keeps
 * nobody out for longer than the next attempt takes to come back.
 */
export class AttemptLimit {
  readonly #known = new Map<string, Allowance>();

  /** @param most attempts at once, and in ten minutes after that */
  constructor(
    private readonly clock: Pick<Clock, 'now'>,
    private readonly most: number,
  ) {}

  mayTry(name: string): boolean {
    const left = this.#left(name);
    if (left < 1) return false;
    this.#keep(name, left - 1);
    return true;
  }

  /** The attempt was none of those that are to be limited. */
  giveBack(name: string): void {
    this.#keep(name, Math.min(this.most, this.#left(name) + 1));
  }

  #left(name: string): number {
    const known = this.#known.get(name);
    if (!known) return this.most;
    const back = ((this.clock.now() - known.atMs) * this.most) / WINDOW_MS;
    return Math.min(this.most, known.left + back);
  }

  /** The one that was used the longest ago is forgotten first. */
  #keep(name: string, left: number): void {
    this.#known.delete(name);
    const [oldest] = this.#known.keys();
    if (this.#known.size >= MOST_KEPT && oldest !== undefined) this.#known.delete(oldest);
    this.#known.set(name, { left, atMs: this.clock.now() });
  }
}
