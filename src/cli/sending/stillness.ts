/** More than this between two looks says that the one who looks was held up (suspended, say): it does not count, ms. */
const MOST_BETWEEN_LOOKS_MS = 5_000;

/** For how long those who look have seen nothing move. */
export class Stillness {
  #ms = 0;

  /** @param atMs of a clock that is never set back */
  constructor(private lookedAtMs: number) {}

  /** ms. */
  get ms(): number {
    return this.#ms;
  }

  /** A look was made, and something had moved since the one before, or not. */
  looked(atMs: number, hasMoved: boolean): void {
    const betweenMs = Math.min(MOST_BETWEEN_LOOKS_MS, atMs - this.lookedAtMs);
    this.#ms = hasMoved ? 0 : this.#ms + betweenMs;
    this.lookedAtMs = atMs;
  }
}
