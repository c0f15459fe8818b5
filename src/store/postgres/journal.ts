import type { ColumnValue, StoredRow } from '../../outbox/table.js';
import { declaredTable } from '../declared-rows.js';
import { whereSql } from './filter-sql.js';
import { fromHeld } from './held-text.js';
import type { SchemaName } from './names.js';
import type { Sql, SqlValue } from './sql.js';

const TABLE = declaredTable('journal');

type Entry = StoredRow & { seq: number };
type Found = [seq: number, doc: string, next: string];

/**
 * What happened, by cursor. Entries are numbered when they are written and seen when their transaction commits, so one with a lower
 * number may come to light later. Where a number is missing the answer therefore ends, until every transaction has ended that was
 * running when the number behind the gap was seen: then it is there for whoever looks now, or never will be. A commit has its
 * transaction's number before it takes any of the journal's, so none is overlooked.
 */
export class Journal {
  constructor(
    private readonly sql: Sql,
    private readonly schema: SchemaName,
  ) {}

  async after(seq: number, limit: number, equal: Record<string, ColumnValue>): Promise<Entry[]> {
    const values: SqlValue[] = [];
    const where = whereSql(TABLE, { equal, range: { column: 'seq', from: seq + 1 } }, values);
    const rows = await this.sql.query<Found>(
      `SELECT seq, doc, pg_snapshot_xmax(pg_current_snapshot())::text FROM ${this.schema}.journal${where}
  ORDER BY seq LIMIT $${values.push(limit)}`,
      values,
    );
    const entries = rows.map(toEntry);
    // A message has one writer at a time, whose commits come one after another.
    if (equal['message'] !== undefined) return entries;
    const whole = gapless(entries, seq);
    if (whole.length === entries.length) return entries;
    const settled = await this.#settled({ from: seq + 1, until: entries.at(-1)!.seq + 1 }, limit, equal, rows[0]![2]);
    return settled.length > 0 ? settled : whole;
  }

  /** The same again, now that no transaction runs any more that ran when `next` was the next to begin; nothing while one does. */
  async #settled(
    { from, until }: { from: number; until: number },
    limit: number,
    equal: Record<string, ColumnValue>,
    next: string,
  ): Promise<Entry[]> {
    const values: SqlValue[] = [];
    const where = whereSql(TABLE, { equal, range: { column: 'seq', from, until } }, values);
    const rows = await this.sql.query<Found>(
      `SELECT seq, doc FROM ${this.schema}.journal${where}
  AND pg_snapshot_xmin(pg_current_snapshot()) >= $${values.push(next)}::xid8 ORDER BY seq LIMIT $${values.push(limit)}`,
      values,
    );
    return rows.map(toEntry);
  }
}

function toEntry([seq, doc]: Found): Entry {
  return { seq, key: String(seq), doc: fromHeld(doc) };
}

function gapless(entries: readonly Entry[], after: number): Entry[] {
  const end = entries.findIndex(({ seq }, at) => seq !== after + 1 + at);
  return end < 0 ? [...entries] : entries.slice(0, end);
}
