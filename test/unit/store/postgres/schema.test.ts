import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { openPostgresStore } from '../../../../src/store/postgres/open-postgres-store.js';
import { indexName, TABLES, type TableDeclaration } from '../../../../src/store/schema.js';
import { type FreshDatabase, freshDatabase } from '../../../fixtures/postgres.js';
import { TEST_KEY } from '../../../fixtures/temp-store.js';

const OWN = ['announcements', 'members', 'pings', 'schema_versions', 'sealing_keys', 'slots', 'writers'];
const event = { kind: 'test', slot: 0, app: 'main', portal: '1', receivedAtMs: 0, body: {} };
/** By which the ledger finds accounts. */
const OF_LEDGER = 'accounts_needed';
const TYPES = { text: 'text', integer: 'bigint', flag: 'smallint' };

describe('The tables of PostgreSQL are those declared', () => {
  let database: FreshDatabase;
  let client: pg.Client;

  beforeAll(async () => {
    database = await freshDatabase();
    await (await openPostgresStore({ url: database.url, keys: [TEST_KEY], mode: 'client' })).close();
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  const asked = async (text: string, ...values: string[]) =>
    (await client.query<string[]>({ text, values, rowMode: 'array' })).rows;

  it('has every table and no other, in its own schema', async () => {
    const names = await asked(`SELECT table_name FROM information_schema.tables WHERE table_schema = 'channelwright'`);
    expect(names.flat().sort()).toEqual([...TABLES.keys(), ...OWN].sort());
    expect(await asked(`SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'`)).toEqual([]);
  });

  it('notes the key of whoever may write, and of nobody who reads', async () => {
    const noted = () => asked('SELECT id FROM channelwright.sealing_keys');
    const [own] = await noted();
    const keys = [new Uint8Array(32).fill(9), TEST_KEY];
    const reader = await openPostgresStore({ url: database.url, keys, mode: 'reader' });
    await reader.read([{ table: 'portals', keys: ['main/1'] }]);
    await expect(reader.append([event])).rejects.toThrow('opened to be read');
    await reader.close();
    expect(await noted()).toEqual([own]);
    await (await openPostgresStore({ url: database.url, keys, mode: 'client' })).close();
    expect(await noted()).toHaveLength(2);
  });

  it.each([...TABLES.values()].map((table) => [table.name, table] as const))(
    '%s has its columns',
    async (name, table) => {
      const columns = await asked(
        `SELECT column_name, data_type FROM information_schema.columns
        WHERE table_schema = 'channelwright' AND table_name = $1`,
        name,
      );
      const declared = Object.entries(table.columns).map(([column, type]) => [column, TYPES[type]]);
      const identity = table.identity === 'key' ? ['key', 'text'] : ['seq', 'bigint'];
      expect(columns.sort()).toEqual([identity, ...declared, ...content(table)].sort());
    },
  );

  it.each([...TABLES.values()].map((table) => [table.name, table] as const))(
    '%s has its indexes',
    async (name, table) => {
      const indexes = await asked(
        `SELECT indexdef FROM pg_indexes WHERE schemaname = 'channelwright' AND tablename = $1
        AND indexname <> $2 AND indexname <> $1 || '_pkey'`,
        name,
        OF_LEDGER,
      );
      const declared = table.indexes.map((index) => {
        const on = [...(index.bySlot ? ['slot'] : []), ...index.on].map((column) => `${column} NULLS FIRST`);
        const where = index.where === undefined ? '' : ` WHERE (${index.where})`;
        const columns = [...on, table.identity].join(', ');
        return `CREATE INDEX ${indexName(table, index)} ON channelwright.${name} USING btree (${columns})${where}`;
      });
      expect(indexes.flat().sort()).toEqual(declared.sort());
    },
  );
});

function content(table: TableDeclaration): [string, string][] {
  if (table.role === 'dedupe') return [];
  return [table.sealed ? ['sealed', 'bytea'] : ['doc', 'text']];
}
