import type { ColumnValue } from '../../outbox/table.js';
import { declaredTable } from '../declared-rows.js';
import { findSql } from './derived-sql.js';
import type { JournalRow } from './protocol.js';
import type { Statements } from './statements.js';

const TABLE = declaredTable('journal');
const COLUMNS = Object.keys(TABLE.columns);
const INSERT = `INSERT INTO journal (${COLUMNS.join(', ')}, doc) VALUES (?${', ?'.repeat(COLUMNS.length)})`;

/** What happened, numbered as it was written. */
export class Journal {
  readonly #sql: Statements;

  constructor(sql: Statements) {
    this.#sql = sql;
  }

  add(values: ColumnValue[], doc: string): void {
    this.#sql.run(INSERT, ...values, doc);
  }

  after(seq: number, limit: number, equal: Record<string, ColumnValue>): JournalRow[] {
    const { text, values } = findSql(TABLE, { table: TABLE.name, equal, range: { column: 'seq', from: seq + 1 } });
    return this.#sql.all<JournalRow>(text, ...values, limit);
  }
}
