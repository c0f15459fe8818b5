import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { indexName, TABLES, type TableDeclaration } from '../../../../src/store/schema.js';
import type { Statements } from '../../../../src/store/sqlite/statements.js';
import { type TemporaryStore, temporaryStore } from './temporary-store.js';

describe('The tables of SQLite are those declared', () => {
  let store: TemporaryStore;
  let sql: Statements;

  beforeEach(() => {
    store = temporaryStore();
    sql = store.open().session.connection.sql;
  });
  afterEach(() => store.remove());

  it('has every table and no other', () => {
    const names = sql.all<[string]>(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`);
    const own = ['engine', 'schema_versions', 'sealing_keys'];
    expect(names.flat().sort()).toEqual([...TABLES.keys(), ...own].sort());
  });

  it.each([...TABLES.values()].map((table) => [table.name, table] as const))('%s has its columns', (name, table) => {
    const columns = sql.all<[string, string]>(`SELECT name, type FROM pragma_table_info('${name}')`);
    // What a later migration has added stands last.
    expect(columns.sort()).toEqual(
      [
        table.identity === 'key' ? ['key', 'TEXT'] : ['seq', 'INTEGER'],
        ...Object.entries(table.columns).map(([column, type]) => [column, type === 'text' ? 'TEXT' : 'INTEGER']),
        ...content(table),
      ].sort(),
    );
  });

  it.each([...TABLES.values()].map((table) => [table.name, table] as const))('%s has its indexes', (name, table) => {
    const indexes = sql.all<[string]>(
      `SELECT sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = '${name}' AND sql IS NOT NULL`,
    );
    const declared = table.indexes.map((index) => {
      const columns = [...index.on, table.identity].join(', ');
      const where = index.where === undefined ? '' : ` WHERE ${index.where}`;
      return `CREATE INDEX ${indexName(table, index)} ON ${name} (${columns})${where}`;
    });
    expect(indexes.flat().sort()).toEqual(declared.sort());
  });
});

function content(table: TableDeclaration): [string, string][] {
  if (table.role === 'dedupe') return [];
  if (table.role === 'inbox') return [['body', 'BLOB']];
  return [['doc', table.sealed ? 'BLOB' : 'TEXT']];
}
