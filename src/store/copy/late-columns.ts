import type { ColumnValue, Table } from '../../outbox/table.js';
import type { TableDeclaration } from '../schema.js';
import type { CopiedRow } from './row-port.js';

/**
 * Fills in columns that are newer than the row: of a row written before its table had the column, the store holds null there,
 * while its document tells the value.
 */
export function lateColumns(
  tables: readonly Table<never>[],
): (declared: TableDeclaration, row: CopiedRow) => CopiedRow {
  const byName = new Map(tables.map((table) => [table.name, table as Table<unknown>]));
  return (declared, row) => {
    const table = byName.get(declared.name);
    if (table === undefined || row.doc === undefined || !row.values.includes(null)) return row;
    const told = table.columns(JSON.parse(row.doc));
    const columns = Object.keys(declared.columns);
    const values = row.values.map((value, at): ColumnValue => value ?? told[columns[at]!] ?? null);
    return { ...row, values };
  };
}
