import { ChannelwrightError } from '../errors/channelwright-error.js';
import type { ColumnValue } from '../outbox/table.js';
import { type ColumnType, TABLES, type TableDeclaration } from './schema.js';

const LONGEST_KEY = 512;

/** What any store asks of rows and queries before it touches them. Every failure is `CW_STORE_ROW_INVALID`. */
export function rowInvalid(detail: string, cause?: unknown): ChannelwrightError {
  return new ChannelwrightError('CW_STORE_ROW_INVALID', detail, { cause });
}

export function declaredTable(name: string): TableDeclaration {
  const table = TABLES.get(name);
  if (table === undefined) throw rowInvalid(`there is no table ${name}`);
  return table;
}

/** A table whose rows callers put and get by keys of their own. */
export function documentTable(name: string): TableDeclaration {
  const table = declaredTable(name);
  if (table.role !== 'documents') throw rowInvalid(`${name} is not a table of documents`);
  return table;
}

/** A table whose documents are encrypted. */
export function sealedTable(name: string): TableDeclaration {
  const table = declaredTable(name);
  if (!table.sealed) throw rowInvalid(`${name} is not sealed`);
  return table;
}

export function checkKey(table: TableDeclaration, key: string): void {
  if (typeof key !== 'string' || key.length === 0 || key.length > LONGEST_KEY) {
    throw rowInvalid(`a key of ${table.name} is not a text of 1 to ${LONGEST_KEY} characters`);
  }
}

export function checkDoc(table: TableDeclaration, doc: string): void {
  if (typeof doc !== 'string') throw rowInvalid(`a document of ${table.name} is not a text`);
}

/** The values of a row in declared order. */
export function columnValues(table: TableDeclaration, given: Record<string, ColumnValue>): ColumnValue[] {
  const declared = Object.entries(table.columns);
  const values = declared.map(([column, type]) => {
    const value = given[column];
    checkValue(table, column, type, value);
    return value;
  });
  if (Object.keys(given).length > declared.length) {
    const stranger = Object.keys(given).find((column) => table.columns[column] === undefined);
    throw rowInvalid(`${table.name}.${stranger} is not declared`);
  }
  return values;
}

/** The type of a column that may be searched: a declared one, or the row's identity. */
export function searchableColumn(table: TableDeclaration, column: string): ColumnType {
  if (column === table.identity) return column === 'key' ? 'text' : 'integer';
  const type = Object.hasOwn(table.columns, column) ? table.columns[column] : undefined;
  if (type === undefined) throw rowInvalid(`${table.name}.${column} is not declared`);
  return type;
}

export function checkValue(
  table: TableDeclaration,
  column: string,
  type: ColumnType,
  value: unknown,
): asserts value is ColumnValue {
  if (value === undefined) throw rowInvalid(`${table.name}.${column} is missing`);
  if (value === null || fits(type, value)) return;
  throw rowInvalid(`${table.name}.${column} does not hold ${WANTED[type]}`);
}

const WANTED: Record<ColumnType, string> = { text: 'a text', integer: 'a whole number', flag: '0 or 1' };

function fits(type: ColumnType, value: unknown): boolean {
  if (type === 'text') return typeof value === 'string';
  if (type === 'flag') return value === 0 || value === 1;
  return Number.isSafeInteger(value);
}
