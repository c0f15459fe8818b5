import type { WorkRow } from '../work-row.js';

interface Hand {
  queue: string;
  slot: number;
  /** A commit has moved or removed the row since. */
  moved: boolean;
  /** The row as it was moved last. */
  next?: WorkRow;
}

/**
 * The work that is under way, over all queues: the same work is never begun twice at once, though it may have changed its
 * queue meanwhile.
 */
export class InHand {
  readonly #hands = new Map<string, Hand>();

  has(key: string): boolean {
    return this.#hands.has(key);
  }

  /** In which queue it was begun. */
  queueOf(key: string): string | undefined {
    return this.#hands.get(key)?.queue;
  }

  hasMoved(key: string): boolean {
    return this.#hands.get(key)?.moved ?? false;
  }

  begin({ key, queue, slot }: WorkRow): void {
    this.#hands.set(key, { queue, slot, moved: false });
  }

  /** Whether anything of these slots is under way. */
  hasAnyOf(slots: ReadonlySet<number>): boolean {
    for (const { slot } of this.#hands.values()) if (slots.has(slot)) return true;
    return false;
  }

  /** Its row was committed; `undefined`: removed. */
  committed(key: string, row: WorkRow | undefined): void {
    const hand = this.#hands.get(key);
    if (!hand) return;
    this.#hands.set(key, { queue: hand.queue, slot: hand.slot, moved: true, ...(row ? { next: row } : {}) });
  }

  /** Answers what has become of its row since it began. */
  end(key: string): { moved: boolean; next?: WorkRow } {
    const hand = this.#hands.get(key);
    this.#hands.delete(key);
    return hand ?? { moved: false };
  }
}
