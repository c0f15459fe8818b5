import { DuePortals } from '../due-portals.js';

interface Noted {
  portal: string;
  slot: number;
  dueAtMs: number;
}

/**
 * Which portals of each queue may have due rows, and the slots they belong to. What is noted while somebody looks is noted again when
 * the look ends: the database may have been asked before the row was there.
 */
export class DueIndex {
  readonly #queues = new Map<string, DuePortals>();
  readonly #slots = new Map<string, number>();
  readonly #looks = new Map<string, Set<Noted[]>>();

  portals(queue: string): DuePortals {
    let portals = this.#queues.get(queue);
    if (portals === undefined) {
      portals = new DuePortals();
      this.#queues.set(queue, portals);
    }
    return portals;
  }

  slotOf(portal: string): number | undefined {
    return this.#slots.get(portal);
  }

  /** Slots of which anything is known. */
  slots(): number[] {
    return [...new Set(this.#slots.values())];
  }

  note(queue: string, noted: Noted): void {
    this.#slots.set(noted.portal, noted.slot);
    this.portals(queue).note(noted.portal, noted.dueAtMs);
    for (const late of this.#looks.get(queue) ?? []) late.push(noted);
  }

  look(queue: string): { end(): void } {
    const late: Noted[] = [];
    const looks = this.#looks.get(queue) ?? new Set();
    this.#looks.set(queue, looks.add(late));
    return {
      end: () => {
        looks.delete(late);
        for (const { portal, dueAtMs } of late) if (this.#slots.has(portal)) this.portals(queue).note(portal, dueAtMs);
      },
    };
  }

  forget(slots: ReadonlySet<number>): void {
    for (const [portal, slot] of this.#slots) {
      if (!slots.has(slot)) continue;
      this.#slots.delete(portal);
      for (const portals of this.#queues.values()) portals.idle(portal, undefined);
    }
  }

  clear(): void {
    this.#queues.clear();
    this.#slots.clear();
  }
}
