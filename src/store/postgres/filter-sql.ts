import type { ColumnValue } from '../../outbox/table.js';
import type { Find } from '../../outbox/work-store.js';
import { searchableColumn } from '../declared-rows.js';
import type { TableDeclaration } from '../schema.js';
import { SQL_TYPES, toHeldValue } from './column-types.js';
import { quoted } from './names.js';
import type { SqlValue } from './sql.js';

/** ` WHERE …`, or nothing. Adds what it compares with to `values`. */
export function whereSql(
  table: TableDeclaration,
  { equal, range }: Pick<Find, 'equal' | 'range'>,
  values: SqlValue[],
): string {
  const terms: string[] = [];
  const compare = (column: string, operator: string, value: ColumnValue) => {
    const type = searchableColumn(table, column);
    if (value === null) terms.push(`${quoted(column)} IS NULL`);
    // As a literal, so that partial indexes are used.
    else if (type === 'flag') terms.push(`${quoted(column)} ${operator} ${value === 1 ? 1 : 0}`);
    else terms.push(`${quoted(column)} ${operator} $${values.push(toHeldValue(value))}::${SQL_TYPES[type]}`);
  };
  for (const [column, value] of Object.entries(equal ?? {})) compare(column, '=', value);
  if (range?.from != null) compare(range.column, '>=', range.from);
  if (range?.until != null) compare(range.column, '<', range.until);
  return terms.length === 0 ? '' : ` WHERE ${terms.join(' AND ')}`;
}

/** By the column of the range, then by the row's identity. Rows without a value come first, as in SQLite. */
export function orderSql(table: TableDeclaration, { range, order }: Pick<Find, 'range' | 'order'>): string {
  const [direction, nulls] = order === 'descending' ? ['DESC', 'LAST'] : ['ASC', 'FIRST'];
  const first = range?.column;
  const identity = `${quoted(table.identity)} ${direction}`;
  if (first === undefined || first === table.identity) return identity;
  return `${quoted(first)} ${direction} NULLS ${nulls}, ${identity}`;
}
