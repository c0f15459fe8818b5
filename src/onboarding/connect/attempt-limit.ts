import type { Clock } from '../../contract/clock.js';

const WINDOW_MS = 600_000;
const MOST_ATTEMPTS = 30;
/** Portals remembered, at most. */
const MOST_KEPT = 10_000;

/**
 * How often something may be tried for one portal by this process. The page is open to everyone: it must not be of use to whoever
 * guesses passwords at a provider, or has HubSpot asked about made-up connections until the portal's quota is used up.
 */
export class AttemptLimit {
  readonly #windows = new Map<string, { sinceMs: number; count: number }>();

  constructor(private readonly clock: Pick<Clock, 'now'>) {}

  mayTry(portal: string): boolean {
    const nowMs = this.clock.now();
    const known = this.#windows.get(portal);
    if (!known || known.sinceMs + WINDOW_MS <= nowMs) {
      this.#forgetOldest();
      this.#windows.delete(portal);
      this.#windows.set(portal, { sinceMs: nowMs, count: 1 });
      return true;
    }
    known.count += 1;
    return known.count <= MOST_ATTEMPTS;
  }

  #forgetOldest(): void {
    const [oldest] = this.#windows.keys();
    if (this.#windows.size >= MOST_KEPT && oldest !== undefined) this.#windows.delete(oldest);
  }
}
