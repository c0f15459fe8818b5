import type { Find, Prune, Read } from '../outbox/work-store.js';
import { checkKey, checkValue, declaredTable, documentTable, rowInvalid, searchableColumn } from './declared-rows.js';
import type { TableDeclaration } from './schema.js';

export const DEFAULT_FIND_LIMIT = 100;

/** @throws `CW_STORE_ROW_INVALID` when the request names what is not declared */
export function checkRead(request: Read): void {
  const table = documentTable(request.table);
  if ('keys' in request) {
    for (const key of request.keys) checkKey(table, key);
    return;
  }
  checkFilter(table, request);
  if (request.limit !== undefined) checkLimit(request.limit);
}

export function checkFilter(table: TableDeclaration, { equal, range }: Pick<Find, 'equal' | 'range'>): void {
  for (const [column, value] of Object.entries(equal ?? {})) {
    checkValue(table, column, searchableColumn(table, column), value);
  }
  if (range === undefined) return;
  const type = searchableColumn(table, range.column);
  if (range.from != null) checkValue(table, range.column, type, range.from);
  if (range.until != null) checkValue(table, range.column, type, range.until);
}

export function checkLimit(limit: number): void {
  if (!Number.isSafeInteger(limit) || limit < 0) throw rowInvalid('a limit is not a whole number from 0');
}

/** Events leave the inbox by being consumed, never by growing old. */
export function checkPrune({ table: name, equal, column, before, limit, unless }: Prune): void {
  const table = declaredTable(name);
  if (table.role === 'inbox') throw rowInvalid('the inbox is not pruned');
  if (searchableColumn(table, column) !== 'integer') throw rowInvalid(`${name}.${column} is not a time`);
  checkValue(table, column, 'integer', before);
  if (equal) checkFilter(table, { equal });
  for (const value of unless?.in ?? [])
    checkFilter(declaredTable(unless!.table), { equal: { [unless!.column]: value } });
  checkLimit(limit);
}
