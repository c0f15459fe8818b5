import type { SlotEpoch } from '../../outbox/owned-slots.js';
import type { ColumnValue } from '../../outbox/table.js';
import { declaredTable } from '../declared-rows.js';
import type { TableDeclaration } from '../schema.js';
import type { Sealer } from '../sealing.js';
import { docColumn, SQL_TYPES, toHeldValue } from './column-types.js';
import type { CommitPlan, PutRow } from './commit-plan.js';
import { heldSlots } from './held-slots.js';
import { toHeld } from './held-text.js';
import { quoted, type SchemaName } from './names.js';
import type { SqlValue } from './sql.js';

export interface Writer {
  under: readonly SlotEpoch[];
  /** The process, since it opened the store. */
  writer: string;
  /** Of the commit. Each is higher than the one before; another attempt has the same. */
  number: number;
}

export interface Statement {
  text: string;
  values: SqlValue[];
}

const JOURNAL = declaredTable('journal');

/** Every part writes only if the process holds all slots; what it says depends on nothing but which tables are written. */
const IF_HELD = '(SELECT ok FROM held)';

/**
 * A commit as one statement. Its parts see the database as it was when it began, which is why {@link CommitPlan} has nothing
 * twice. The answer is one row: `written`, `done` (an earlier attempt, of which nothing was heard, had written it), `fenced`, or `unknown`
 * (the writer has no row, and nothing was written); and the slots of what came back into the inbox.
 *
 * The row of the writer is locked first: an attempt that still runs is waited for, and one that is still on its way is refused when
 * it arrives, since its number is no longer above the last.
 */
export function commitStatement(schema: SchemaName, sealer: Sealer, plan: CommitPlan, by: Writer): Statement {
  return new StatementBuilder(schema, sealer, by).build(plan);
}

class StatementBuilder {
  readonly #values: SqlValue[] = [];
  readonly #parts: string[] = [];

  constructor(
    private readonly schema: SchemaName,
    private readonly sealer: Sealer,
    { under, writer, number }: Writer,
  ) {
    const [id, own] = [this.#value(writer), this.#value(number)];
    const slots = this.#value(under.map(({ slot }) => slot));
    const epochs = this.#value(under.map(({ epoch }) => epoch));
    this.#parts.push(`writer AS MATERIALIZED (
  SELECT last_commit FROM ${schema}.writers WHERE id = ${id} FOR UPDATE
), before AS MATERIALIZED (
  SELECT coalesce(max(last_commit), 0) >= ${own}::bigint AS done, count(*) > 0 AS known FROM writer
), own AS MATERIALIZED (
  SELECT count(*) = cardinality(${slots}::int[]) AND pg_current_xact_id() IS NOT NULL AS all_held
  FROM (${heldSlots(schema, slots, epochs)}) AS each
), held AS MATERIALIZED (
  SELECT known AND all_held AND NOT done AS ok,
    CASE WHEN NOT known THEN 'unknown' WHEN done THEN 'done' WHEN all_held THEN 'written' ELSE 'fenced' END AS became
  FROM before CROSS JOIN own
), marked AS (
  UPDATE ${schema}.writers SET last_commit = ${own}::bigint, written_at = now() WHERE id = ${id} AND ${IF_HELD}
)`);
  }

  build(plan: CommitPlan): Statement {
    for (const [table, rows] of plan.puts) this.#put(declaredTable(table), rows);
    for (const [table, keys] of plan.removes) this.#remove(declaredTable(table), keys);
    if (plan.journal.length > 0) this.#journal(plan.journal);
    if (plan.consumed.length > 0) this.#consume(plan.consumed);
    if (plan.parked.length > 0) this.#park(plan.parked);
    if (plan.unparked.length > 0) this.#unpark(plan);
    this.#announce(plan);
    const back = plan.unparked.length > 0 ? '(SELECT array_agg(DISTINCT slot) FROM unparked)' : 'NULL::bigint[]';
    return { text: `WITH ${this.#parts.join(', ')}\nSELECT became, ${back} FROM held`, values: this.#values };
  }

  #put(table: TableDeclaration, rows: readonly PutRow[]): void {
    const columns = Object.keys(table.columns);
    const doc = docColumn(table);
    const names = ['key', ...columns, doc.name].map(quoted).join(', ');
    const given = [
      this.#given(
        'text',
        rows.map(({ key }) => toHeld(key)),
      ),
      ...this.#columns(table, rows),
      this.#given(
        doc.type,
        rows.map(({ key, doc: text }) => this.#stored(table, key, text)),
      ),
    ];
    const updates = [...columns, doc.name].map((name) => `${quoted(name)} = excluded.${quoted(name)}`).join(', ');
    this.#parts.push(`put_${table.name} AS (
  INSERT INTO ${this.schema}.${table.name} (${names})
  SELECT * FROM unnest(${given.join(', ')}) WHERE ${IF_HELD}
  ON CONFLICT (key) DO UPDATE SET ${updates}
)`);
  }

  #remove(table: TableDeclaration, keys: readonly string[]): void {
    const given = this.#given('text', keys.map(toHeld));
    this.#parts.push(`remove_${table.name} AS (
  DELETE FROM ${this.schema}.${table.name} WHERE key = ANY (${given}) AND ${IF_HELD}
)`);
  }

  #journal(entries: CommitPlan['journal']): void {
    const names = [...Object.keys(JOURNAL.columns), 'doc'].map(quoted).join(', ');
    const given = [
      ...this.#columns(JOURNAL, entries),
      this.#given(
        'text',
        entries.map(({ doc }) => toHeld(doc)),
      ),
    ];
    this.#parts.push(`written AS (
  INSERT INTO ${this.schema}.journal (${names})
  SELECT ${names} FROM unnest(${given.join(', ')}) WITH ORDINALITY AS given (${names}, place)
  WHERE ${IF_HELD} ORDER BY place
)`);
  }

  #consume(seqs: readonly number[]): void {
    this.#parts.push(`consumed AS (
  DELETE FROM ${this.schema}.inbox WHERE seq = ANY (${this.#given('bigint', seqs)}) AND ${IF_HELD}
)`);
  }

  #park(parked: CommitPlan['parked']): void {
    const given = [
      this.#given(
        'bigint',
        parked.map(({ seq }) => seq),
      ),
      this.#given(
        'text',
        parked.map(({ parkKey }) => (parkKey === null ? null : toHeld(parkKey))),
      ),
      this.#given(
        'bigint',
        parked.map(({ untilMs }) => untilMs),
      ),
    ];
    this.#parts.push(`parked AS (
  UPDATE ${this.schema}.inbox AS event SET park_key = given.park_key, park_until = given.park_until
  FROM unnest(${given.join(', ')}) AS given (seq, park_key, park_until)
  WHERE event.seq = given.seq AND ${IF_HELD}
)`);
  }

  #unpark({ unparked, parked, consumed }: CommitPlan): void {
    const apart = this.#given('bigint', [...parked.map(({ seq }) => seq), ...consumed]);
    this.#parts.push(`unparked AS (
  UPDATE ${this.schema}.inbox SET park_key = NULL, park_until = NULL
  WHERE park_key = ANY (${this.#given('text', unparked.map(toHeld))}) AND seq <> ALL (${apart}) AND ${IF_HELD}
  RETURNING slot
)`);
  }

  #announce(plan: CommitPlan): void {
    const rows = announcedRows(plan);
    if (rows.length === 0) return;
    const given = [
      this.#given(
        'text',
        rows.map(([table]) => table),
      ),
      this.#given(
        'text',
        rows.map(([, key]) => toHeld(key)),
      ),
    ];
    this.#parts.push(`announced AS (
  INSERT INTO ${this.schema}.announcements (of_table, of_key)
  SELECT * FROM unnest(${given.join(', ')}) WHERE ${IF_HELD}
)`);
  }

  #columns(table: TableDeclaration, rows: readonly { values: ColumnValue[] }[]): string[] {
    return Object.values(table.columns).map((type, at) =>
      this.#given(
        SQL_TYPES[type],
        rows.map(({ values }) => toHeldValue(values[at] ?? null)),
      ),
    );
  }

  #stored(table: TableDeclaration, key: string, doc: string): string | Uint8Array {
    return table.sealed ? this.sealer.seal(table.name, key, doc) : toHeld(doc);
  }

  #given(type: string, values: readonly (string | number | null | Uint8Array)[]): string {
    return `${this.#value(values)}::${type}[]`;
  }

  #value(value: SqlValue): string {
    return `$${this.#values.push(value)}`;
  }
}

/** Rows that every process keeps in memory. */
export function announcedRows(plan: CommitPlan): [table: string, key: string][] {
  const written = [...plan.puts].flatMap(([table, rows]) => rows.map(({ key }): [string, string] => [table, key]));
  const removed = [...plan.removes].flatMap(([table, keys]) => keys.map((key): [string, string] => [table, key]));
  return [...written, ...removed].filter(([table]) => declaredTable(table).announced);
}
