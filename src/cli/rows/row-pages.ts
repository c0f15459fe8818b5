import type { ColumnValue } from '../../outbox/table.js';
import type { Read, WorkStore } from '../../outbox/work-store.js';

const PAGE = 500;

/** Rows of a table in the order of a time they are indexed by. */
export interface RowRange<Row> {
  table: string;
  /** Which time … */
  column: string;
  /** … and what it is of a row, ms. */
  timeOf(row: Row): number;
  equal?: Record<string, ColumnValue>;
  /** ms; from then on … */
  fromMs?: number;
  /** … and before this. */
  untilMs?: number;
  order?: 'ascending' | 'descending';
}

/** Behind which row the next page begins. */
interface Place {
  key: string;
  atMs: number;
}

/** Page by page: however many there are, one page of them is in memory. What is written meanwhile is seen where it lies ahead. */
export async function* rowPages<Row>(store: WorkStore, range: RowRange<Row>): AsyncGenerator<Row[]> {
  let place: Place | undefined;
  for (;;) {
    const found = (await store.read(readsOf(range, place))).flat().slice(0, PAGE);
    const rows = found.map(({ doc }) => JSON.parse(doc) as Row);
    const [last, row] = [found.at(-1), rows.at(-1)];
    if (!last || row === undefined) return;
    yield rows;
    if (rows.length < PAGE) return;
    place = { key: last.key, atMs: range.timeOf(row) };
  }
}

/** Many may be of one moment: those behind the last one come first, then what is farther. */
function readsOf<Row>(
  { table, column, equal = {}, order = 'ascending', fromMs: from = 0, untilMs }: RowRange<Row>,
  after?: Place,
): Read[] {
  const until = untilMs === undefined ? {} : { until: untilMs };
  const base = { table, order, limit: PAGE } as const;
  if (!after) return [{ ...base, equal, range: { column, from, ...until } }];
  const { key, atMs } = after;
  const isUp = order === 'ascending';
  const behind = isUp ? { from: `${key}\0` } : { until: key };
  const farther = isUp ? { from: atMs + 1, ...until } : { from, until: atMs };
  return [
    { ...base, equal: { ...equal, [column]: atMs }, range: { column: 'key', ...behind } },
    { ...base, equal, range: { column, ...farther } },
  ];
}
