import type { ColumnValue } from '../../outbox/table.js';
import type { Find, Prune } from '../../outbox/work-store.js';
import { searchableColumn } from '../declared-rows.js';
import type { TableDeclaration } from '../schema.js';

/** SQL that follows from a table's declaration. The same request always gives the same text, so that it is prepared once. */
export interface Query {
  text: string;
  values: (string | number)[];
}

/** Values: the key, the columns in declared order, the document. */
export const insertSql = perTable((table) => {
  const columns = ['key', ...Object.keys(table.columns), 'doc'];
  return `INSERT INTO "${table.name}" (${columns.map(quoted).join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`;
});

/** The columns in declared order, or a mere sign that the row is there. */
export const columnsSql = perTable((table) => {
  const columns = Object.keys(table.columns).map(quoted).join(', ') || '1';
  return `SELECT ${columns} FROM "${table.name}" WHERE "key" = ?`;
});

/** Values: those of the changed columns, the document, the key. */
export function updateSql(table: TableDeclaration, changed: readonly string[]): string {
  const updates = [...changed, 'doc'].map((column) => `${quoted(column)} = ?`).join(', ');
  return `UPDATE "${table.name}" SET ${updates} WHERE "key" = ?`;
}

/** The limit is the last value, left to the caller. */
export function findSql(table: TableDeclaration, find: Find): Query {
  const { text, values } = filter(table, find);
  const direction = find.order === 'descending' ? 'DESC' : 'ASC';
  const order = [...new Set([find.range?.column ?? table.identity, table.identity])]
    .map((column) => `${quoted(column)} ${direction}`)
    .join(', ');
  return {
    text: `SELECT ${quoted(table.identity)}, doc FROM "${table.name}"${text} ORDER BY ${order} LIMIT ?`,
    values,
  };
}

export function countSql(table: TableDeclaration, find: Pick<Find, 'equal' | 'range'>): Query {
  const { text, values } = filter(table, find);
  return { text: `SELECT count(*) FROM "${table.name}"${text}`, values };
}

/** How many rows at most is the last value, left to the caller. */
export function pruneSql(
  table: TableDeclaration,
  { equal = {}, column, before, unless }: Omit<Prune, 'table' | 'limit'>,
): Query {
  const identity = quoted(table.identity);
  const { text, values } = filter(table, { equal, range: { column, until: before } });
  const needed = unless ? ` AND ${neededSql(table, unless)}` : '';
  const oldest = `SELECT ${identity} FROM "${table.name}"${text}${needed} ORDER BY ${quoted(column)} LIMIT ?`;
  return {
    text: `DELETE FROM "${table.name}" WHERE ${identity} IN (${oldest})`,
    values: [...values, ...(unless?.in ?? [])],
  };
}

function neededSql(table: TableDeclaration, unless: NonNullable<Prune['unless']>): string {
  const other = `"${unless.table}"`;
  const states = unless.in.map(() => '?').join(', ');
  const sameKey = `${other}."key" = "${table.name}"."key"`;
  return `NOT EXISTS (SELECT 1 FROM ${other} WHERE ${sameKey} AND ${other}.${quoted(unless.column)} IN (${states}))`;
}

function filter(table: TableDeclaration, { equal, range }: Pick<Find, 'equal' | 'range'>): Query {
  const terms: string[] = [];
  const values: (string | number)[] = [];
  const compare = (column: string, operator: string, value: ColumnValue) => {
    if (value === null) {
      terms.push(`${quoted(column)} IS NULL`);
    } else if (searchableColumn(table, column) === 'flag') {
      terms.push(`${quoted(column)} ${operator} ${value === 1 ? 1 : 0}`);
    } else {
      terms.push(`${quoted(column)} ${operator} ?`);
      values.push(value);
    }
  };
  for (const [column, value] of Object.entries(equal ?? {})) compare(column, '=', value);
  if (range?.from != null) compare(range.column, '>=', range.from);
  if (range?.until != null) compare(range.column, '<', range.until);
  return { text: terms.length === 0 ? '' : ` WHERE ${terms.join(' AND ')}`, values };
}

/** Made once: a text that is put together anew has to be hashed anew to find its statement. */
function perTable(make: (table: TableDeclaration) => string): (table: TableDeclaration) => string {
  const made = new Map<TableDeclaration, string>();
  return (table) => {
    const known = made.get(table);
    if (known !== undefined) return known;
    const text = make(table);
    made.set(table, text);
    return text;
  };
}

function quoted(column: string): string {
  return `"${column}"`;
}
