import type { SlotEpoch } from '../outbox/owned-slots.js';

/** `preparing`: just taken · `working`: work begins · `leaving`: being handed over. */
export type Phase = 'preparing' | 'working' | 'leaving';

interface Held {
  epoch: number;
  phase: Phase;
}

/** The slots of this process, and how far each of them is. */
export class HeldSlots {
  readonly #held = new Map<number, Held>();
  /** The last epoch under which a slot was given up or lost. */
  readonly #past = new Map<number, number>();

  get size(): number {
    return this.#held.size;
  }

  epochOf(slot: number): number | undefined {
    return this.#held.get(slot)?.epoch;
  }

  phaseOf(slot: number): Phase | undefined {
    return this.#held.get(slot)?.phase;
  }

  /** Whether the slot is held under this very epoch. */
  has({ slot, epoch }: SlotEpoch): boolean {
    return this.#held.get(slot)?.epoch === epoch;
  }

  /** Those in a phase, the newest first; without a phase all. */
  list(phase?: Phase): SlotEpoch[] {
    const slots: SlotEpoch[] = [];
    for (const [slot, held] of this.#held) {
      if (phase === undefined || held.phase === phase) slots.push({ slot, epoch: held.epoch });
    }
    return slots.reverse();
  }

  add(slots: readonly SlotEpoch[]): void {
    for (const { slot, epoch } of slots) this.#held.set(slot, { epoch, phase: 'preparing' });
  }

  /** Those of the slots that are still held move on. */
  enter(phase: Phase, slots: readonly SlotEpoch[]): void {
    for (const slot of slots) {
      if (this.has(slot)) this.#held.set(slot.slot, { epoch: slot.epoch, phase });
    }
  }

  /** Answers those that were still held. */
  remove(slots: readonly SlotEpoch[]): SlotEpoch[] {
    const removed = slots.filter((slot) => this.has(slot));
    for (const { slot, epoch } of removed) {
      this.#held.delete(slot);
      this.#past.set(slot, epoch);
    }
    return removed;
  }

  /** Never held under this epoch. */
  isNew({ slot, epoch }: SlotEpoch): boolean {
    return epoch > Math.max(this.#held.get(slot)?.epoch ?? 0, this.#past.get(slot) ?? 0);
  }
}
