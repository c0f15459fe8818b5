import type pg from 'pg';
import { ChannelwrightError } from '../../errors/channelwright-error.js';
import type { CopiedRow, RowTarget } from '../copy/row-port.js';
import { TABLES, type TableDeclaration } from '../schema.js';
import { createSealer } from '../sealing.js';
import { checkKeys } from './check-keys.js';
import { PostgresLedger } from './ledger/postgres-ledger.js';
import { prepareSchema } from './migrate.js';
import { type SchemaName, schemaName } from './names.js';
import { type DatabaseOptions, openSql } from './open-sql.js';
import type { PoolSql } from './pool-sql.js';
import { RowWriter } from './row-writer.js';

export interface TargetOptions extends DatabaseOptions {
  /** The schema of the database that the store is to be in. */
  schema: string;
  keys: readonly Uint8Array[];
}

/** A target, and whether a copy that was begun before has not come to its end. */
export interface OpenTarget {
  target: RowTarget;
  /** What that one had written is gone: the copy begins anew. */
  begunBefore: boolean;
}

/** At the end of the schema's name until all is there. */
const UNFINISHED = '_copy';
const LONGEST_NAME = 63;

/**
 * A store that comes into being in a schema of its own, beside the one it is to be in, and takes its name at the end.
 *
 * @throws ChannelwrightError `CW_STORE_NOT_EMPTY`, `CW_STORE_LOCKED` while a replica lives there, `CW_STORE_*`
 */
export async function openPostgresTarget({ schema: name, keys, ...database }: TargetOptions): Promise<OpenTarget> {
  const { sql } = await openSql(database);
  try {
    const schema = schemaName(name);
    const unfinished = schemaName(name.slice(0, LONGEST_NAME - UNFINISHED.length) + UNFINISHED);
    await assertFree(sql, schema);
    const begunBefore = await hasSchema(sql, unfinished);
    await sql.withClient(async (client) => {
      await client.query(`DROP SCHEMA IF EXISTS ${unfinished} CASCADE`);
      await prepareSchema(client, { schema: unfinished, mayMigrate: true });
    });
    const sealer = createSealer(keys);
    await checkKeys(sql, unfinished, sealer, true);
    return { target: new PostgresTarget(sql, new RowWriter(sql, sealer, unfinished), unfinished, schema), begunBefore };
  } catch (error) {
    await sql.close();
    throw error;
  }
}

class PostgresTarget implements RowTarget {
  constructor(
    private readonly sql: PoolSql,
    private readonly rowWriter: RowWriter,
    private readonly unfinished: SchemaName,
    private readonly schema: SchemaName,
  ) {}

  rows(table: TableDeclaration, after: string | number | undefined): Promise<CopiedRow[]> {
    return this.rowWriter.read(table, after);
  }

  write(table: TableDeclaration, rows: readonly CopiedRow[]): Promise<void> {
    return this.rowWriter.write(table, rows);
  }

  async lastNumber(table: TableDeclaration): Promise<number> {
    const [row] = await this.sql.query<[number]>(
      'SELECT coalesce(pg_sequence_last_value(pg_get_serial_sequence($1, $2)::regclass), 0)',
      [`${this.unfinished}.${table.name}`, table.identity],
    );
    return row?.[0] ?? 0;
  }

  async numberAfter(table: TableDeclaration, last: number): Promise<void> {
    if (last === 0) return;
    const values = [`${this.unfinished}.${table.name}`, table.identity, last];
    await this.sql.query('SELECT setval(pg_get_serial_sequence($1, $2)::regclass, $3::bigint)', values);
  }

  /** In the place of an empty store, or of none. What was open to begin with may have been taken since: it is looked at again. */
  async complete(lastEpoch: number): Promise<void> {
    const { schema, unfinished } = this;
    await this.sql.query(`UPDATE ${unfinished}.slots SET epoch = $1::bigint WHERE epoch < $1::bigint`, [lastEpoch]);
    await this.sql.withClient(async (client) => {
      await client.query('BEGIN');
      try {
        // Large tables take as long as they take.
        await client.query('SET LOCAL statement_timeout = 0');
        for (const { name } of TABLES.values()) await client.query(`ANALYZE ${unfinished}.${name}`);
        if (await hasTables(this.sql, schema)) {
          await lockTables(client, schema);
          await assertFree(this.sql, schema);
        }
        await client.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
        await client.query(`ALTER SCHEMA ${unfinished} RENAME TO ${schema}`);
        await client.query('COMMIT');
      } catch (error) {
        await client.query('ROLLBACK').catch(() => undefined);
        throw error;
      }
    });
  }

  close(): Promise<void> {
    return this.sql.close();
  }
}

/** Others may read, nobody may write or join. */
async function lockTables(client: pg.ClientBase, schema: SchemaName): Promise<void> {
  const tables = [...TABLES.keys(), 'members', 'slots'].map((name) => `${schema}.${name}`);
  await client.query(`LOCK TABLE ${tables.join(', ')} IN SHARE MODE NOWAIT`);
}

/** @throws `CW_STORE_NOT_EMPTY`, `CW_STORE_LOCKED` */
async function assertFree(sql: PoolSql, schema: SchemaName): Promise<void> {
  if (!(await hasTables(sql, schema))) return;
  const { members } = await new PostgresLedger(sql, schema).survey();
  if (members.length > 0) throw new ChannelwrightError('CW_STORE_LOCKED', members.map(({ name }) => name).join(', '));
  const checks = [...TABLES.keys()].map((name) => `SELECT '${name}' WHERE EXISTS (SELECT 1 FROM ${schema}.${name})`);
  const held = await sql.query<[string]>(checks.join(' UNION ALL '));
  if (held.length === 0) return;
  throw new ChannelwrightError('CW_STORE_NOT_EMPTY', `there are rows in ${held.map(([name]) => name).join(', ')}`);
}

async function hasSchema(sql: PoolSql, schema: SchemaName): Promise<boolean> {
  const [row] = await sql.query<[boolean]>('SELECT to_regnamespace($1) IS NOT NULL', [schema]);
  return row?.[0] === true;
}

async function hasTables(sql: PoolSql, schema: SchemaName): Promise<boolean> {
  const [row] = await sql.query<[boolean]>('SELECT to_regclass($1) IS NOT NULL', [`${schema}.schema_versions`]);
  return row?.[0] === true;
}
