/** Work that goes on after an answer, so that a test can wait for it and `stop` can end it. */
export class BackgroundWork {
  readonly #running = new Set<Promise<unknown>>();
  readonly #stopping = new AbortController();

  /** Aborted by `stop`. */
  get signal(): AbortSignal {
    return this.#stopping.signal;
  }

  track<T>(work: Promise<T>): Promise<T> {
    const tracked: Promise<T> = work.finally(() => this.#running.delete(tracked));
    this.#running.add(tracked);
    return tracked;
  }

  /** Resolves when nothing is under way. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.allSettled([...this.#running]);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.settled();
  }
}
