import type { ColumnValue, StoredRow } from '../../outbox/table.js';
import { declaredTable } from '../declared-rows.js';
import { whereSql } from './filter-sql.js';
import { fromHeld } from './held-text.js';
import type { SchemaName } from './names.js';
import type { Sql, SqlValue } from './sql.js';

const TABLE = declaredTable('journal');

type Entry = StoredRow & { seq: number };

/**
 * What happened, by cursor. Entries are numbered when they are written and seen when their transaction commits, so one with a lower
 * number may come to light later. Where a number is missing the answer therefore ends, until every transaction has ended that was
 * running when the number behind the gap was seen: then nobody holds the missing one. A commit has its transaction's number before
 * it takes any of the journal's, so none is overlooked.
 */
export class Journal {
  constructor(
    private readonly sql: Sql,
    private readonly schema: SchemaName,
  ) {}

  async after(seq: number, limit: number, equal: Record<string, ColumnValue>): Promise<Entry[]> {
    const values: SqlValue[] = [];
    const where = whereSql(TABLE, { equal, range: { column: 'seq', from: seq + 1 } }, values);
    const rows = await this.sql.query<[number, string, string]>(
      `SELECT seq, doc, pg_snapshot_xmax(pg_current_snapshot())::text FROM ${this.schema}.journal${where}
  ORDER BY seq LIMIT $${values.push(limit)}`,
      values,
    );
    const entries = rows.map(([number, doc]): Entry => ({ seq: number, key: String(number), doc: fromHeld(doc) }));
    // A message has one writer at a time, whose commits come one after another.
    if (equal['message'] !== undefined) return entries;
    const whole = gapless(entries, seq);
    if (whole.length === entries.length || (await this.#allEnded(rows[0]?.[2] ?? '0'))) return entries;
    return whole;
  }

  /** No transaction is running any more that was running when that was the next to begin. */
  async #allEnded(next: string): Promise<boolean> {
    const [answer] = await this.sql.query<[boolean]>('SELECT pg_snapshot_xmin(pg_current_snapshot()) >= $1::xid8', [
      next,
    ]);
    return answer?.[0] ?? false;
  }
}

function gapless(entries: readonly Entry[], after: number): Entry[] {
  const end = entries.findIndex(({ seq }, at) => seq !== after + 1 + at);
  return end < 0 ? [...entries] : entries.slice(0, end);
}
