/** When each portal was called for the first time since a moment. */
export class FirstCalls {
  readonly #atMs = new Map<string, number>();
  #sinceMs = 0;

  /** The moment is now. */
  watch(): void {
    this.#atMs.clear();
    this.#sinceMs = performance.now();
  }

  called(portalId: string): void {
    if (!this.#atMs.has(portalId)) this.#atMs.set(portalId, performance.now() - this.#sinceMs);
  }

  /** ms since the moment. A portal that was not called is not in it. */
  byPortal(): Record<string, number> {
    return Object.fromEntries(this.#atMs);
  }
}
