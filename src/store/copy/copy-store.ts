import { ChannelwrightError } from '../../errors/channelwright-error.js';
import type { Table } from '../../outbox/table.js';
import { TABLES, type TableDeclaration } from '../schema.js';
import { lateColumns } from './late-columns.js';
import type { CopiedRow, RowSource, RowTarget } from './row-port.js';
import { Tally } from './tally.js';

export interface CopiedTable {
  table: string;
  rows: number;
  /** SHA-256 over the rows, in whatever order. */
  digest: string;
}

export interface CopyOptions {
  /** As their layers declare them. */
  tables: readonly Table<never>[];
  /** The highest epoch that a document of the source can name. */
  lastEpoch: number;
  /** Told after each page. */
  progress(step: 'copied' | 'compared', table: string, rows: number): void;
}

/**
 * Writes every row of the source into the target, reads the target again, and completes it only when it holds the same.
 *
 * @throws ChannelwrightError `CW_STORE_COPY_DIFFERS`, `CW_STORE_*`
 */
export async function copyStore(source: RowSource, target: RowTarget, options: CopyOptions): Promise<CopiedTable[]> {
  const copied = new Map<TableDeclaration, Tally>();
  for (const table of TABLES.values()) copied.set(table, await copyTable(table, source, target, options));
  for (const [table, tally] of copied) await compare(table, tally, target, options);
  await target.complete(options.lastEpoch);
  return [...copied].map(([{ name }, { rows, digest }]) => ({ table: name, rows, digest }));
}

async function copyTable(
  table: TableDeclaration,
  source: RowSource,
  target: RowTarget,
  { tables, progress }: CopyOptions,
): Promise<Tally> {
  const filledIn = lateColumns(tables);
  const tally = new Tally();
  for await (const page of pages(table, source)) {
    const rows = page.map((row) => filledIn(table, row));
    await target.write(table, rows);
    for (const row of rows) tally.add(row);
    progress('copied', table.name, tally.rows);
  }
  if (table.identity === 'seq') await target.numberAfter(table, await source.lastNumber(table));
  return tally;
}

async function compare(
  table: TableDeclaration,
  expected: Tally,
  target: RowTarget,
  { progress }: CopyOptions,
): Promise<void> {
  const found = new Tally();
  for await (const page of pages(table, target)) {
    for (const row of page) found.add(row);
    progress('compared', table.name, found.rows);
  }
  if (found.equals(expected)) return;
  const detail = `${table.name} holds ${found.rows} rows of ${expected.rows}`;
  throw new ChannelwrightError(
    'CW_STORE_COPY_DIFFERS',
    found.rows === expected.rows ? `rows of ${table.name} are not the same` : detail,
  );
}

async function* pages(table: TableDeclaration, source: RowSource): AsyncGenerator<CopiedRow[]> {
  let after: string | number | undefined;
  for (;;) {
    const page = await source.rows(table, after);
    if (page.length === 0) return;
    yield page;
    after = page.at(-1)?.id;
  }
}
