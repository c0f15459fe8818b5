import type { StoredRow } from '../../outbox/table.js';
import type { Find, Get, Prune, Read } from '../../outbox/work-store.js';
import { declaredTable } from '../declared-rows.js';
import { DEFAULT_FIND_LIMIT } from '../find-check.js';
import type { TableDeclaration } from '../schema.js';
import type { Sealer } from '../sealing.js';
import { docColumn } from './column-types.js';
import { orderSql, whereSql } from './filter-sql.js';
import { fromHeld, toHeld } from './held-text.js';
import { quoted, type SchemaName } from './names.js';
import type { Sql, SqlValue } from './sql.js';

type Found = [request: number, place: number, key: string, doc: string | null, sealed: Uint8Array | null];

/** The tables of documents: rows with a key, declared columns, and a document that may be sealed. */
export class Documents {
  constructor(
    private readonly sql: Sql,
    private readonly sealer: Sealer,
    private readonly schema: SchemaName,
  ) {}

  /** All requests see the same state of the database. */
  async read(requests: readonly Read[]): Promise<StoredRow[][]> {
    const values: SqlValue[] = [];
    const parts = requests.map((request, at) => this.#part(request, at, values)).filter((part) => part !== undefined);
    const found = parts.length === 0 ? [] : await this.sql.query<Found>(parts.join('\nUNION ALL\n'), values);
    const byRequest = requests.map((): Found[] => []);
    for (const row of found) byRequest[row[0]]?.push(row);
    return requests.map((request, at) => this.#answer(request, byRequest[at] ?? []));
  }

  async count(find: Omit<Find, 'order' | 'limit'>): Promise<number> {
    const values: SqlValue[] = [];
    const table = declaredTable(find.table);
    const where = whereSql(table, find, values);
    const rows = await this.sql.query<[number]>(`SELECT count(*) FROM ${this.schema}.${table.name}${where}`, values);
    return rows[0]?.[0] ?? 0;
  }

  /**
   * Passes over what others are writing or pruning. Rows are deleted by a list of their keys: joined to a number of rows that the
   * planner can only guess, they would be looked for in the whole table.
   */
  async prune({ table: name, equal = {}, column, before, limit, unless }: Prune): Promise<number> {
    const table = declaredTable(name);
    const values: SqlValue[] = [];
    const old = whereSql(table, { equal, range: { column, until: before } }, values);
    const where = unless ? `${old} AND ${this.#needed(name, unless, values)}` : old;
    const identity = quoted(table.identity);
    const rows = await this.sql.query<[number]>(
      `WITH old AS (
  SELECT ${identity} FROM ${this.schema}.${name}${where} ORDER BY ${quoted(column)} NULLS FIRST LIMIT ${limit}
  FOR UPDATE SKIP LOCKED
), gone AS (
  DELETE FROM ${this.schema}.${name} WHERE ${identity} = ANY (ARRAY(SELECT ${identity} FROM old)) RETURNING 1
)
SELECT count(*) FROM gone`,
      values,
    );
    return rows[0]?.[0] ?? 0;
  }

  #needed(name: string, { table, column, in: wanted }: NonNullable<Prune['unless']>, values: SqlValue[]): string {
    const among = wanted.map((value) => `$${values.push(value)}`).join(', ');
    const other = `${this.schema}.${table} AS needs`;
    return `NOT EXISTS (SELECT 1 FROM ${other} WHERE needs.key = ${name}.key AND needs.${quoted(column)} IN (${among}))`;
  }

  #part(request: Read, at: number, values: SqlValue[]): string | undefined {
    const table = declaredTable(request.table);
    const { name } = docColumn(table);
    const columns = table.sealed ? `key, NULL::text, ${name}` : `key, ${name}, NULL::bytea`;
    const from = `FROM ${this.schema}.${table.name}`;
    if (!('keys' in request)) return this.#find(table, request, { at, columns, from, values });
    if (request.keys.length === 0) return undefined;
    return `SELECT ${at}, 0::bigint, ${columns} ${from} WHERE key = ANY ($${values.push(request.keys.map(toHeld))}::text[])`;
  }

  #find(
    table: TableDeclaration,
    find: Find,
    part: { at: number; columns: string; from: string; values: SqlValue[] },
  ): string {
    const { at, columns, from, values } = part;
    const where = whereSql(table, find, values);
    const order = orderSql(table, find);
    const limit = `LIMIT $${values.push(find.limit ?? DEFAULT_FIND_LIMIT)}`;
    return `(SELECT ${at}, row_number() OVER (ORDER BY ${order}), ${columns} ${from}${where} ORDER BY ${order} ${limit})`;
  }

  #answer(request: Read, found: Found[]): StoredRow[] {
    const table = declaredTable(request.table);
    if (!('keys' in request)) {
      return found.sort(([, one], [, other]) => one - other).map((row) => this.#opened(table, row));
    }
    return this.#inOrderOf(request, new Map(found.map((row) => [fromHeld(row[2]), row])), table);
  }

  #inOrderOf({ keys }: Get, found: ReadonlyMap<string, Found>, table: TableDeclaration): StoredRow[] {
    const rows = keys.map((key) => found.get(key)).filter((row) => row !== undefined);
    return rows.map((row) => this.#opened(table, row));
  }

  #opened(table: TableDeclaration, [, , held, doc, sealed]: Found): StoredRow {
    const key = fromHeld(held);
    if (sealed !== null) return { key, doc: this.sealer.open(table.name, key, sealed) };
    return { key, doc: fromHeld(doc ?? '') };
  }
}
