import type { Scheduler } from '../../policy/scheduler.js';

interface Held {
  /** Method and path: a later request of the same releases it. */
  key: string;
  process: () => Promise<unknown>;
  afterMs?: number | undefined;
}

/** Requests whose callers wait in vain, to be processed later: as when HubSpot is slow and the caller has given up. */
export class LateRequests {
  readonly #held = new Set<Held>();

  constructor(private readonly scheduler: Scheduler) {}

  hold(held: Held): void {
    this.#held.add(held);
    if (held.afterMs !== undefined) {
      this.scheduler.at(this.scheduler.now() + held.afterMs, () => void this.#release(held));
    }
  }

  /** A request has been processed: those held until the next one to the same path follow. */
  async overtakenBy(key: string): Promise<void> {
    for (const held of [...this.#held]) if (held.key === key && held.afterMs === undefined) await this.#release(held);
  }

  /** Processes all of them now, oldest first. */
  async releaseAll(): Promise<number> {
    const all = [...this.#held];
    for (const held of all) await this.#release(held);
    return all.length;
  }

  reset(): void {
    this.#held.clear();
  }

  async #release(held: Held): Promise<void> {
    if (this.#held.delete(held)) await held.process();
  }
}
