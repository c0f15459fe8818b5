interface Waiter {
  check: () => void;
  stop: (reason: unknown) => void;
}

/** Lets others wait for what they want to see, without polling. */
export class Changes {
  readonly #waiters = new Set<Waiter>();

  /** Something may have changed. */
  notify(): void {
    for (const waiter of [...this.#waiters]) waiter.check();
  }

  /**
   * Resolves with the first value of `look` that is neither `undefined` nor `false`: now, or after a later change. Rejects
   * with what `look` throws, when `signal` is aborted, and when the emulator stops.
   */
  until<T>(look: () => T | undefined | false, signal?: AbortSignal): Promise<T> {
    return new Promise((resolve, reject) => {
      const finish = (settle: () => void): void => {
        this.#waiters.delete(waiter);
        signal?.removeEventListener('abort', onAbort);
        settle();
      };
      const onAbort = (): void => finish(() => reject(signal?.reason));
      const waiter: Waiter = {
        stop: (reason) => finish(() => reject(reason)),
        check: () => {
          try {
            const value = look();
            if (value !== undefined && value !== false) finish(() => resolve(value));
          } catch (error) {
            finish(() => reject(error));
          }
        },
      };
      this.#waiters.add(waiter);
      signal?.addEventListener('abort', onAbort);
      if (signal?.aborted) onAbort();
      else waiter.check();
    });
  }

  stop(): void {
    for (const waiter of [...this.#waiters]) waiter.stop(new Error('the emulator has stopped'));
  }
}
