import { beforeEach, describe, expect, it } from '@jest/globals';
import { WorkingSet } from '../../../../src/outbox/fold/working-set.js';
import type { Table } from '../../../../src/outbox/table.js';

interface Row {
  key: string;
  text: string;
}

const ROWS: Table<unknown> = { name: 'rows', key: (row) => (row as Row).key, columns: () => ({}) };

describe('the working set, of a slice of a great task', () => {
  let set: WorkingSet;

  beforeEach(() => {
    set = new WorkingSet();
  });

  /** A batch that looks at rows of the store and writes them anew. */
  function batch(keys: readonly string[], isPassing: boolean): void {
    set.begin(isPassing);
    for (const key of keys) set.look(ROWS, key);
    const reads = set.missing();
    set.load(
      reads,
      reads.map(() => keys.map((key) => ({ key, doc: JSON.stringify({ key, text: 'as it was' }) }))),
    );
    const written = keys.map((key) => [`rows\n${key}`, { table: ROWS, key, row: { key, text: 'as it is' } }] as const);
    set.keep({ rows: new Map(written), journal: [], emissions: [], control: [] });
    set.changes();
    set.committed();
  }

  const inMemory = (key: string) => set.committedRow('rows', key)?.row as Row | undefined;

  it('keeps nothing of it, but what was in memory before, as it is now', () => {
    batch(['a'], false);
    batch(['a', 'b', 'c'], true);
    expect(inMemory('a')).toEqual({ key: 'a', text: 'as it is' });
    expect([inMemory('b'), inMemory('c')]).toEqual([undefined, undefined]);
  });

  it('does not lose what deliveries need, however much passes', () => {
    batch(['a'], false);
    for (let slice = 0; slice < 300; slice++) {
      batch(
        Array.from({ length: 100 }, (_, index) => `s${slice}-${index}`),
        true,
      );
    }
    expect(inMemory('a')).toBeDefined();
  });
});
