import type { SlotEpoch } from '../../outbox/owned-slots.js';

/** The slots a process works on, and their epochs. One that only reads and appends looks at all of them. */
export class TakenSlots {
  readonly #epochs = new Map<number, number>();

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

  add(slots: readonly SlotEpoch[]): void {
    for (const { slot, epoch } of slots) this.#epochs.set(slot, epoch);
  }

  remove(slots: Iterable<number>): void {
    for (const slot of slots) this.#epochs.delete(slot);
  }
}
