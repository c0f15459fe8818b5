import { describe, expect, it } from '@jest/globals';
import { copyStore } from '../../../../src/store/copy/copy-store.js';
import type { CopiedRow, RowTarget } from '../../../../src/store/copy/row-port.js';
import { TABLES } from '../../../../src/store/schema.js';

const PAGE = 2;

/** Rows of `refs`, kept in memory. */
class Rows implements RowTarget {
  completedAt: number | undefined;

  constructor(private kept: CopiedRow[] = []) {}

  /** What happens to a row on its way in. */
  bend: (row: CopiedRow) => CopiedRow[] = (row) => [row];

  async rows({ name }: { name: string }, after: string | number | undefined): Promise<CopiedRow[]> {
    if (name !== 'refs') return [];
    return this.kept.filter(({ id }) => after === undefined || id > after).slice(0, PAGE);
  }

  async write(_: object, rows: readonly CopiedRow[]): Promise<void> {
    this.kept = [...this.kept, ...rows.flatMap(this.bend)];
  }

  async complete(lastEpoch: number): Promise<void> {
    this.completedAt = lastEpoch;
  }

  lastNumber = async () => 0;
  numberAfter = async () => undefined;
  close = async () => undefined;
}

const source = new Rows(['a', 'b', 'c'].map((id) => ({ id, values: ['m', 1], doc: `{"id":"${id}"}` })));
const options = { tables: [], lastEpoch: 7, progress: () => undefined };

describe('a copy', () => {
  it('is complete when every row is there', async () => {
    const target = new Rows();
    const tables = await copyStore(source, target, options);
    expect(tables.find(({ table }) => table === 'refs')).toMatchObject({ rows: 3 });
    expect(tables).toHaveLength(TABLES.size);
    expect(target.completedAt).toBe(7);
  });

  it.each<[string, (row: CopiedRow) => CopiedRow[], RegExp]>([
    ['a row is missing', (row) => (row.id === 'b' ? [] : [row]), /refs holds 2 rows of 3/],
    ['a row is there twice', (row) => [row, { ...row, id: `${row.id}2` }], /refs holds 6 rows of 3/],
    ['a document is another', (row) => [{ ...row, doc: '{}' }], /rows of refs are not the same/],
    ['a column is another', (row) => [{ ...row, values: ['m', 2] }], /rows of refs are not the same/],
  ])('is not used where %s', async (_, bend, said) => {
    const target = new Rows();
    target.bend = bend;
    const copying = copyStore(source, target, options);
    await expect(copying).rejects.toMatchObject({
      code: 'CW_STORE_COPY_DIFFERS',
      message: expect.stringMatching(said),
    });
    expect(target.completedAt).toBeUndefined();
  });
});
