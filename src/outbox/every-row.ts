import type { Table } from './table.js';
import type { WorkStore } from './work-store.js';

/** Rows of one round trip. */
const PAGE = 1_000;

/** Every row of a table, or those whose keys begin so, in the order of their keys: however many there are. */
export async function* everyRow<Row>(
  store: Pick<WorkStore, 'read'>,
  { name: table }: Pick<Table<Row>, 'name' | 'key'>,
  prefix = '',
): AsyncGenerator<Row> {
  const until = prefix === '' ? {} : { until: `${prefix}\u{10ffff}` };
  for (let from = prefix; ; ) {
    const [rows = []] = await store.read([{ table, range: { column: 'key', from, ...until }, limit: PAGE }]);
    for (const { doc } of rows) yield JSON.parse(doc) as Row;
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return;
    from = `${last.key}\0`;
  }
}
