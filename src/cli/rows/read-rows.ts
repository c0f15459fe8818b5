import type { Find, Read, WorkStore } from '../../outbox/work-store.js';

const PAGE = 500;

/** The rows that one request finds. */
export async function readRows<Row>(store: WorkStore, request: Read): Promise<Row[]> {
  const [rows = []] = await store.read([request]);
  return rows.map(({ doc }) => JSON.parse(doc) as Row);
}

/** Every row of a table, in the order of their keys. */
export async function readTable<Row>(store: WorkStore, table: string): Promise<Row[]> {
  const all: Row[] = [];
  for (let from = ''; ; ) {
    const [rows = []] = await store.read([{ table, range: { column: 'key', from }, limit: PAGE }]);
    for (const { doc } of rows) all.push(JSON.parse(doc) as Row);
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return all;
    from = `${last.key}\0`;
  }
}

/** The rows that match, page by page, in the order of their keys. */
export async function* pagesByKey<Row>(
  store: WorkStore,
  { table, equal = {} }: Pick<Find, 'table' | 'equal'>,
): AsyncGenerator<Row[]> {
  for (let from = ''; ; ) {
    const [rows = []] = await store.read([{ table, equal, range: { column: 'key', from }, limit: PAGE }]);
    const last = rows.at(-1);
    if (!last) return;
    yield rows.map(({ doc }) => JSON.parse(doc) as Row);
    if (rows.length < PAGE) return;
    from = `${last.key}\0`;
  }
}
