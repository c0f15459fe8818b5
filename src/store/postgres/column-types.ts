import type { ColumnValue } from '../../outbox/table.js';
import type { ColumnType, TableDeclaration } from '../schema.js';
import { toHeld } from './held-text.js';

/** How the declared types are called here. */
export const SQL_TYPES: Record<ColumnType, string> = { text: 'text', integer: 'bigint', flag: 'smallint' };

export function toHeldValue(value: ColumnValue): ColumnValue {
  return typeof value === 'string' ? toHeld(value) : value;
}

/** The column that holds the document, and its type. */
export function docColumn(table: TableDeclaration): { name: string; type: string } {
  return table.sealed ? { name: 'sealed', type: 'bytea' } : { name: 'doc', type: 'text' };
}
