/** How many bytes of bodies may be in memory at once, of all requests together. */
const MAX_BYTES = 64 * 1_048_576;

/** What one request has in memory. */
export interface BodyShare {
  /** Answers `false`, and takes nothing, when there is no room for so many bytes more. */
  take(bytes: number): boolean;
  /** The body is not needed any more. */
  end(): void;
}

/**
 * Bodies are read before it is known who sends them: each has a limit, and all of them together have this one, so that many
 * connections cannot fill the memory. Bytes count when they arrive; what a sender only announces takes nothing from others.
 */
export class BodyBudget {
  #left: number;

  constructor(maxBytes = MAX_BYTES) {
    this.#left = maxBytes;
  }

  /** Bytes for which there is room. */
  get free(): number {
    return this.#left;
  }

  share(): BodyShare {
    let taken = 0;
    return {
      take: (bytes) => {
        if (bytes > this.#left) return false;
        this.#left -= bytes;
        taken += bytes;
        return true;
      },
      end: () => {
        this.#left += taken;
        taken = 0;
      },
    };
  }
}
