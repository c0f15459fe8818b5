import type { SlotEpoch } from '../../outbox/owned-slots.js';

/** The slots a process works on, and their epochs. One that only reads and appends looks at all of them. */
export class TakenSlots {
  readonly #epochs = new Map<number, number>();
  /** About to be taken. What is dropped meanwhile is not taken after all. */
  readonly #coming = new Set<Map<number, number>>();

  constructor(readonly isAll: boolean) {}

  get size(): number {
    return this.#epochs.size;
  }

  has(slot: number): boolean {
    return this.isAll || this.#epochs.has(slot);
  }

  /** `null`: all. */
  list(): number[] | null {
    return this.isAll ? null : [...this.#epochs.keys()];
  }

  epochs(): SlotEpoch[] {
    return Array.from(this.#epochs, ([slot, epoch]) => ({ slot, epoch }));
  }

  /** Adds them when `prepare` has resolved, except those that were removed meanwhile. */
  async addAfter<T>(slots: readonly SlotEpoch[], prepare: () => Promise<T>): Promise<T> {
    const coming = new Map(slots.map(({ slot, epoch }) => [slot, epoch]));
    this.#coming.add(coming);
    try {
      const answer = await prepare();
      for (const [slot, epoch] of coming) this.#epochs.set(slot, epoch);
      return answer;
    } finally {
      this.#coming.delete(coming);
    }
  }

  remove(slots: Iterable<number>): void {
    for (const slot of slots) {
      this.#epochs.delete(slot);
      for (const coming of this.#coming) coming.delete(slot);
    }
  }
}
