import { expect, it } from '@jest/globals';
import { everyRow } from '../../../src/outbox/every-row.js';
import type { Read, WorkStore } from '../../../src/outbox/work-store.js';

const keys = Array.from({ length: 2_500 }, (_, index) => `main/${String(index).padStart(6, '0')}`);

const table = { name: 'portals', key: (row: { key: string }) => row.key };

/** Holds a row for each key, answers no more than it is asked for, and in their order. */
const store: Pick<WorkStore, 'read'> = {
  async read(requests: Read[]) {
    return requests.map((request) => {
      const { range, limit = 1 } = request as { range: { from: string; until?: string }; limit?: number };
      const found = keys.filter((key) => key >= range.from && (range.until === undefined || key < range.until));
      return found.slice(0, limit).map((key) => ({ key, doc: JSON.stringify({ key }) }));
    }) as never;
  },
};

it.each([
  ['', 2_500],
  ['main/000', 1_000],
  ['main/0024', 100],
  ['other/', 0],
])('finds every row whose key begins with "%s": %i', async (prefix, count) => {
  const found: string[] = [];
  for await (const { key } of everyRow(store, table, prefix)) found.push(key);
  expect(found).toEqual(keys.filter((key) => key.startsWith(prefix)));
  expect(found).toHaveLength(count);
});
