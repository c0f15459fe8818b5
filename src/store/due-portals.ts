import { EarliestFirst } from './earliest-first.js';

/** Outdated entries that are put up with before the heap is made anew. */
const SLACK = 64;

/**
 * Which portals of a queue may have due rows, and in whose turn. For every portal it knows a time before which nothing is
 * due; that time may be too early (a row went, or a commit was undone) but never too late, so a look at the table corrects
 * it and nothing is missed. Finding the portals that are due costs nothing for those that are not.
 */
export class DuePortals {
  /** The earliest possible time of each waiting portal. */
  readonly #waiting = new Map<string, number>();
  /** Waiting portals by time. Entries whose time is no longer the portal's are passed over. */
  readonly #heap = new EarliestFirst();
  /** Portals that may be due now, the next to be served first. */
  readonly #ready = new Set<string>();

  /** How much is kept in memory, in entries. */
  get size(): number {
    return this.#heap.size + this.#waiting.size + this.#ready.size;
  }

  /** A row of this portal is due at this time. */
  note(portal: string, dueAtMs: number): void {
    if (this.#ready.has(portal)) return;
    const known = this.#waiting.get(portal);
    if (known !== undefined && known <= dueAtMs) return;
    this.#waiting.set(portal, dueAtMs);
    this.#heap.push({ portal, atMs: dueAtMs });
    if (this.#heap.size > 2 * this.#waiting.size + SLACK) this.#heap.refill(this.#waiting);
  }

  /** Portals that may be due, in turn. */
  *turns(nowMs: number): Iterable<string> {
    for (let first = this.#heap.peek(); first !== undefined && first.atMs <= nowMs; first = this.#heap.peek()) {
      this.#heap.pop();
      if (this.#waiting.get(first.portal) !== first.atMs) continue;
      this.#waiting.delete(first.portal);
      this.#ready.add(first.portal);
    }
    yield* this.#ready;
  }

  /** It had its turn: the others come first now. */
  served(portal: string): void {
    if (this.#ready.delete(portal)) this.#ready.add(portal);
  }

  /** Nothing of this portal is due; the next row is at `nextAtMs`, if there is one. */
  idle(portal: string, nextAtMs: number | undefined): void {
    this.#ready.delete(portal);
    if (nextAtMs !== undefined) this.note(portal, nextAtMs);
  }
}
