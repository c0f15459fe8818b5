import { MOST_VALUES } from './metric-declaration.js';

/** Where what is beyond the cap is counted. */
const OTHER = 'other';

/** Keeps labels whose values others choose from growing without end: each value is a series in whoever collects them. */
export class ValueCap {
  readonly #seen: Map<string, Set<string>>;

  constructor(names: readonly string[]) {
    this.#seen = new Map(names.map((name) => [name, new Set()]));
  }

  of(labels: Readonly<Record<string, string>>): Record<string, string> {
    const capped = { ...labels };
    for (const [name, seen] of this.#seen) {
      const value = labels[name] ?? '';
      if (seen.has(value)) continue;
      if (seen.size < MOST_VALUES) seen.add(value);
      else capped[name] = OTHER;
    }
    return capped;
  }
}
