import type { Clock } from '../contract/clock.js';

const WINDOW_MS = 600_000;
/** Names remembered, at most. */
const MOST_KEPT = 10_000;

/**
 * How often something may be tried for one portal, or one app, in ten minutes by this process. The pages are open to everyone: they
 * must be of no use to whoever guesses passwords at a provider, or has us ask HubSpot about what is made up until it hears us no more.
 */
export class AttemptLimit {
  readonly #windows = new Map<string, { sinceMs: number; count: number }>();

  /** @param most attempts in ten minutes for one name */
  constructor(
    private readonly clock: Pick<Clock, 'now'>,
    private readonly most: number,
  ) {}

  mayTry(name: string): boolean {
    const nowMs = this.clock.now();
    const known = this.#windows.get(name);
    if (!known || known.sinceMs + WINDOW_MS <= nowMs) {
      this.#forgetOldest();
      this.#windows.delete(name);
      this.#windows.set(name, { sinceMs: nowMs, count: 1 });
      return true;
    }
    known.count += 1;
    return known.count <= this.most;
  }

  #forgetOldest(): void {
    const [oldest] = this.#windows.keys();
    if (this.#windows.size >= MOST_KEPT && oldest !== undefined) this.#windows.delete(oldest);
  }
}
