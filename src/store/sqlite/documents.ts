import type { ColumnValue } from '../../outbox/table.js';
import type { Find, Prune, Read } from '../../outbox/work-store.js';
import { declaredTable, documentTable } from '../declared-rows.js';
import { DEFAULT_FIND_LIMIT } from '../find-check.js';
import type { TableDeclaration } from '../schema.js';
import type { Sealer } from '../sealing.js';
import { columnsSql, countSql, findSql, insertSql, pruneSql, updateSql } from './derived-sql.js';
import type { DocumentRow } from './protocol.js';
import type { SqlValue, Statements } from './statements.js';

interface Update {
  current: ColumnValue[];
  values: ColumnValue[];
  stored: SqlValue;
}

/** The tables of documents: rows with a key, declared columns, and a document that may be sealed. */
export class Documents {
  readonly #sql: Statements;
  readonly #sealer: Sealer;

  constructor(sql: Statements, sealer: Sealer) {
    this.#sql = sql;
    this.#sealer = sealer;
  }

  put(name: string, key: string, values: ColumnValue[], doc: string): void {
    const table = documentTable(name);
    const stored = table.sealed ? this.#sealer.seal(name, key, doc) : doc;
    const current = this.#sql.get<ColumnValue[]>(columnsSql(table), key);
    if (current === undefined) this.#sql.run(insertSql(table), key, ...values, stored);
    else this.#update(table, key, { current, values, stored });
  }

  /** Leaves alone what is as it was: SQLite writes every index on a column that is set, also to the value it has. */
  #update(table: TableDeclaration, key: string, { current, values, stored }: Update): void {
    const changed: string[] = [];
    const news: SqlValue[] = [];
    for (const [at, column] of Object.keys(table.columns).entries()) {
      const value = values[at] ?? null;
      if (value === current[at]) continue;
      changed.push(column);
      news.push(value);
    }
    this.#sql.run(updateSql(table, changed), ...news, stored, key);
  }

  remove(name: string, key: string): void {
    this.#sql.run(`DELETE FROM "${documentTable(name).name}" WHERE "key" = ?`, key);
  }

  read(request: Read): DocumentRow[] {
    const table = documentTable(request.table);
    return 'keys' in request ? this.#get(table, request.keys) : this.#find(table, request);
  }

  count(find: Omit<Find, 'order' | 'limit'>): number {
    const { text, values } = countSql(declaredTable(find.table), find);
    return this.#sql.get<[number]>(text, ...values)?.[0] ?? 0;
  }

  prune({ table, limit, ...what }: Prune): number {
    const { text, values } = pruneSql(declaredTable(table), what);
    return this.#sql.run(text, ...values, limit);
  }

  #get(table: TableDeclaration, keys: string[]): DocumentRow[] {
    const text = `SELECT "key", doc FROM "${table.name}" WHERE "key" = ?`;
    const rows: DocumentRow[] = [];
    for (const key of keys) {
      const row = this.#sql.get<[string, SqlValue]>(text, key);
      if (row !== undefined) rows.push(this.#opened(table, row));
    }
    return rows;
  }

  #find(table: TableDeclaration, find: Find): DocumentRow[] {
    const { text, values } = findSql(table, find);
    const rows = this.#sql.all<[string, SqlValue]>(text, ...values, find.limit ?? DEFAULT_FIND_LIMIT);
    return rows.map((row) => this.#opened(table, row));
  }

  #opened(table: TableDeclaration, [key, doc]: [string, SqlValue]): DocumentRow {
    return [key, table.sealed ? this.#sealer.open(table.name, key, doc as Uint8Array) : (doc as string)];
  }
}
