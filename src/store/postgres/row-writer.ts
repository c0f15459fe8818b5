import type { ColumnValue } from '../../outbox/table.js';
import { type CopiedRow, PAGE_ROWS } from '../copy/row-port.js';
import type { TableDeclaration } from '../schema.js';
import type { Sealer } from '../sealing.js';
import { docColumn, SQL_TYPES, toHeldValue } from './column-types.js';
import { fromHeld, toHeld } from './held-text.js';
import { boundTo } from './inbox-seal.js';
import { quoted, type SchemaName } from './names.js';
import type { Sql, SqlValue } from './sql.js';

/** Whole rows of any table, as they stand in the database: identity, columns, and what is held beside them. */
export class RowWriter {
  constructor(
    private readonly sql: Sql,
    private readonly sealer: Sealer,
    private readonly schema: SchemaName,
  ) {}

  async write(table: TableDeclaration, rows: readonly CopiedRow[]): Promise<void> {
    const columns = columnsOf(table);
    const types = [identityType(table), ...Object.values(table.columns).map((type) => SQL_TYPES[type])];
    if (table.role !== 'dedupe') types.push(docColumn(table).type);
    const given = types.map((type, at) => `$${at + 1}::${type}[]`).join(', ');
    await this.sql.query(
      `INSERT INTO ${this.schema}.${quoted(table.name)} (${columns.map(quoted).join(', ')})
        OVERRIDING SYSTEM VALUE SELECT * FROM unnest(${given})`,
      this.#values(table, rows),
    );
  }

  async read(table: TableDeclaration, after: string | number | undefined): Promise<CopiedRow[]> {
    const identity = quoted(table.identity);
    const columns = columnsOf(table).map(quoted).join(', ');
    const from = after === undefined ? '' : ` WHERE ${identity} > $1`;
    const found = await this.sql.query<unknown[]>(
      `SELECT ${columns} FROM ${this.schema}.${quoted(table.name)}${from} ORDER BY ${identity} LIMIT ${PAGE_ROWS}`,
      after === undefined ? [] : [toHeldValue(after)],
    );
    return found.map((row) => this.#read(table, row));
  }

  #values(table: TableDeclaration, rows: readonly CopiedRow[]): SqlValue[] {
    const values: SqlValue[] = [
      rows.map(({ id }) => toHeldValue(id)),
      ...Object.keys(table.columns).map((_, at) => rows.map((row) => toHeldValue(row.values[at] ?? null))),
    ];
    if (table.role === 'dedupe') return values;
    return [...values, rows.map((row) => this.#stored(table, row))];
  }

  #stored(table: TableDeclaration, row: CopiedRow): string | Uint8Array {
    const { doc = '' } = row;
    return table.sealed ? this.sealer.seal(table.name, sealedUnder(table, row), doc) : toHeld(doc);
  }

  #read(table: TableDeclaration, [id, ...rest]: unknown[]): CopiedRow {
    const stored = table.role === 'dedupe' ? undefined : rest.pop();
    const values = (rest as ColumnValue[]).map((value) => (typeof value === 'string' ? fromHeld(value) : value));
    const row = { id: typeof id === 'string' ? fromHeld(id) : (id as number), values };
    if (stored === undefined) return row;
    if (!table.sealed) return { ...row, doc: fromHeld(stored as string) };
    return { ...row, doc: this.sealer.open(table.name, sealedUnder(table, row), stored as Uint8Array) };
  }
}

function columnsOf(table: TableDeclaration): string[] {
  const columns = [table.identity, ...Object.keys(table.columns)];
  return table.role === 'dedupe' ? columns : [...columns, docColumn(table).name];
}

function identityType({ identity }: TableDeclaration): string {
  return identity === 'key' ? 'text' : 'bigint';
}

/** What a sealed row is bound to: its key; an event of the inbox has none. */
function sealedUnder(table: TableDeclaration, { id, values }: CopiedRow): string {
  if (table.role !== 'inbox') return String(id);
  const [kind, slot, app, portal, account, receivedAtMs] = values;
  return boundTo([
    kind as string,
    slot as number,
    app as string,
    portal as string,
    account as string | null,
    receivedAtMs as number,
  ]);
}
