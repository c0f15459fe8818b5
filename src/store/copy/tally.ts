import { hash } from 'node:crypto';
import type { CopiedRow } from './row-port.js';

const BYTES = 32;

/** How many rows, and a digest of them all in whatever order they came. */
export class Tally {
  #rows = 0;
  readonly #sum = Buffer.alloc(BYTES);

  get rows(): number {
    return this.#rows;
  }

  get digest(): string {
    return this.#sum.toString('hex');
  }

  add({ id, values, doc }: CopiedRow): void {
    const one = hash('sha256', JSON.stringify([id, values, doc ?? null]), 'buffer');
    // Each row has another identity, so that no two of them cancel each other.
    for (let at = 0; at < BYTES; at++) this.#sum[at] = this.#sum[at]! ^ one[at]!;
    this.#rows += 1;
  }

  equals(other: Tally): boolean {
    return this.#rows === other.#rows && this.#sum.equals(other.#sum);
  }
}
