export interface Entry {
  portal: string;
  atMs: number;
}

/** A binary heap of portals by time. */
export class EarliestFirst {
  #entries: Entry[] = [];

  get size(): number {
    return this.#entries.length;
  }

  peek(): Entry | undefined {
    return this.#entries[0];
  }

  push(entry: Entry): void {
    const entries = this.#entries;
    let at = entries.length;
    entries.push(entry);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (entries[parent]!.atMs <= entry.atMs) break;
      entries[at] = entries[parent]!;
      at = parent;
    }
    entries[at] = entry;
  }

  pop(): void {
    const entries = this.#entries;
    const last = entries.pop();
    if (last === undefined || entries.length === 0) return;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= entries.length) break;
      if (child + 1 < entries.length && entries[child + 1]!.atMs < entries[child]!.atMs) child += 1;
      if (entries[child]!.atMs >= last.atMs) break;
      entries[at] = entries[child]!;
      at = child;
    }
    entries[at] = last;
  }

  /** Holds exactly these from now on. */
  refill(times: ReadonlyMap<string, number>): void {
    const entries = Array.from(times, ([portal, atMs]) => ({ portal, atMs }));
    this.#entries = entries.sort((one, other) => one.atMs - other.atMs);
  }
}
