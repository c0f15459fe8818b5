import type { Logger } from '../contract/logger.js';
import type { SlotEpoch } from '../outbox/owned-slots.js';
import type { FleetHooks } from './fleet-hooks.js';
import type { HeldSlots } from './held-slots.js';

/** Slots that wait for each other: what is under way for long holds up no more than these. */
const TOGETHER = 8;

interface Batch {
  slots: SlotEpoch[];
  tooLate: AbortController;
  /** The last attempt failed. */
  failed: boolean;
}

/** Slots on their way out: first nothing of them is under way any more, then they are not held any more, then the ledger hears. */
export class Handovers {
  readonly #batches = new Set<Batch>();
  #unreleased: SlotEpoch[] = [];
  #releasing = false;
  #ended = false;

  /** @param tellLedger that slots are given up */
  constructor(
    private readonly held: HeldSlots,
    private readonly hooks: Pick<FleetHooks, 'handOver'>,
    private readonly tellLedger: (slots: readonly SlotEpoch[]) => Promise<void>,
    private readonly log: Logger,
    private readonly changed: () => void,
  ) {}

  /** Slots that are held no more, but are this member's as far as the ledger is known to know. */
  get unreleased(): number {
    return this.#unreleased.length;
  }

  begin(slots: readonly SlotEpoch[]): void {
    this.held.enter('leaving', slots);
    for (let from = 0; from < slots.length; from += TOGETHER) {
      const batch = { slots: slots.slice(from, from + TOGETHER), tooLate: new AbortController(), failed: false };
      this.#batches.add(batch);
      void this.#handOver(batch);
    }
  }

  /** Gives slots back of which nothing has begun. */
  giveBack(slots: readonly SlotEpoch[]): void {
    this.release(this.held.remove(slots));
  }

  /** Tells the ledger of slots that are not held. */
  release(slots: readonly SlotEpoch[]): void {
    this.#unreleased.push(...slots);
    void this.#releaseAll();
  }

  /** Tries again what has failed. */
  retry(): void {
    for (const batch of this.#batches) if (batch.failed) void this.#handOver(batch);
    void this.#releaseAll();
  }

  /** It is too late for all of them. */
  end(): void {
    this.#ended = true;
    this.#unreleased = [];
    for (const { tooLate } of this.#batches) tooLate.abort();
    this.#batches.clear();
  }

  /** A slot is held no more: the others of its batch are handed over without it. */
  forget(slot: SlotEpoch): void {
    for (const batch of this.#batches) {
      if (!batch.slots.some((other) => other.slot === slot.slot)) continue;
      if (batch.slots.some((other) => this.held.has(other))) continue;
      batch.tooLate.abort();
      this.#batches.delete(batch);
    }
  }

  async #handOver(batch: Batch): Promise<void> {
    batch.failed = false;
    try {
      await this.hooks.handOver(
        batch.slots.filter((slot) => this.held.has(slot)),
        batch.tooLate.signal,
      );
      if (!this.#batches.delete(batch)) return;
      this.giveBack(batch.slots);
    } catch (error) {
      if (!this.#batches.has(batch)) return;
      batch.failed = true;
      this.log.warn('slots could not be handed over; it is tried again', { error: String(error) });
    }
  }

  async #releaseAll(): Promise<void> {
    if (this.#releasing) return;
    this.#releasing = true;
    try {
      // What comes to an end in the same moment goes in one statement.
      for (await Promise.resolve(); this.#unreleased.length > 0; ) {
        const slots = [...this.#unreleased];
        await this.tellLedger(slots);
        this.log.info('slots were given up in order', { slots: slots.length });
        this.#unreleased = this.#unreleased.filter((slot) => !slots.includes(slot));
      }
    } catch (error) {
      if (!this.#ended) this.log.warn('slots could not be released; it is tried again', { error: String(error) });
    } finally {
      this.#releasing = false;
      this.changed();
    }
  }
}
