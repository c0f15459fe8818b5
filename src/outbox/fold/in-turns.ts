/** What waits, group by group: the first of each group is taken before the second of any. */
export class InTurns<Item> {
  readonly #groups = new Map<string, Item[]>();
  #size = 0;

  constructor(private readonly groupOf: (item: Item) => string) {}

  get size(): number {
    return this.#size;
  }

  push(item: Item): void {
    const name = this.groupOf(item);
    const group = this.#groups.get(name);
    if (group) group.push(item);
    else this.#groups.set(name, [item]);
    this.#size += 1;
  }

  /** At most so many. */
  take(most: number): Item[] {
    const taken: Item[] = [];
    while (taken.length < most && this.#size > 0) {
      for (const [name, group] of [...this.#groups].slice(0, most - taken.length)) {
        taken.push(group.shift()!);
        this.#size -= 1;
        // What was served stands behind the others.
        this.#groups.delete(name);
        if (group.length > 0) this.#groups.set(name, group);
      }
    }
    return taken;
  }
}
