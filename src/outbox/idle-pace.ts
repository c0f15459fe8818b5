/** How long to rest between looks that find nothing: each time longer, up to a bound that may change. */
export class IdlePace {
  #restMs: number;

  /**
   * @param shortestMs after something was found
   * @param longestMs never less than the shortest
   */
  constructor(
    private readonly shortestMs: number,
    private readonly longestMs: () => number,
  ) {
    this.#restMs = shortestMs;
  }

  /** How long to rest now, ms. */
  rest(): number {
    const longest = Math.max(this.shortestMs, this.longestMs());
    const restMs = Math.min(this.#restMs, longest);
    this.#restMs = Math.min(restMs * 2, longest);
    return restMs;
  }

  /** Something was found: more may follow. */
  found(): void {
    this.#restMs = this.shortestMs;
  }
}
