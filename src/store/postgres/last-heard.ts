/**
 * When each connection was heard from for the last time. Where one is found dead, others that have been silent since before it was
 * asked went the same way, most likely: a fail-over, or a firewall that has forgotten them.
 */
export class LastHeard {
  readonly #at = new WeakMap<object, number>();
  #lostAtMs = Number.NEGATIVE_INFINITY;

  from(connection: object, nowMs: number): void {
    this.#at.set(connection, nowMs);
  }

  /** A connection was asked then, and has not answered. */
  nothingSince(askedAtMs: number): void {
    this.#lostAtMs = Math.max(this.#lostAtMs, askedAtMs);
  }

  isSuspect(connection: object): boolean {
    return (this.#at.get(connection) ?? Number.NEGATIVE_INFINITY) < this.#lostAtMs;
  }
}
