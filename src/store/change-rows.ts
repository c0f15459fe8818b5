import type { Change } from '../outbox/change.js';
import type { ColumnValue } from '../outbox/table.js';
import { checkDoc, checkKey, columnValues, declaredTable, documentTable, rowInvalid } from './declared-rows.js';

/** A change as it travels: values in declared order, without their names. */
export type ChangeRow =
  | [op: 'put', table: string, key: string, values: ColumnValue[], doc: string]
  | [op: 'remove', table: string, key: string]
  | [op: 'consume', seq: number]
  | [op: 'park', seq: number, parkKey: string, untilMs: number]
  | [op: 'unpark', parkKey: string]
  | [op: 'journal', values: ColumnValue[], doc: string];

const JOURNAL = declaredTable('journal');

/** @throws `CW_STORE_ROW_INVALID` naming table and column, before anything is written */
export function toChangeRow(change: Change): ChangeRow {
  switch (change.op) {
    case 'put': {
      const table = documentTable(change.table);
      checkKey(table, change.key);
      checkDoc(table, change.doc);
      return ['put', table.name, change.key, columnValues(table, change.columns), change.doc];
    }
    case 'remove': {
      const table = documentTable(change.table);
      checkKey(table, change.key);
      return ['remove', table.name, change.key];
    }
    case 'consume':
      return ['consume', seq(change.seq)];
    case 'park':
      return ['park', seq(change.seq), parkKey(change.parkKey), seq(change.untilMs)];
    case 'unpark':
      return ['unpark', parkKey(change.parkKey)];
    case 'journal':
      checkDoc(JOURNAL, change.doc);
      return ['journal', columnValues(JOURNAL, change.columns), change.doc];
  }
}

function seq(value: number): number {
  if (!Number.isSafeInteger(value)) throw rowInvalid('the number or time of an inbox event is not whole');
  return value;
}

function parkKey(value: string): string {
  if (typeof value !== 'string') throw rowInvalid('a park key is not a text');
  return value;
}
