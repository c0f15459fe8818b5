import type pg from 'pg';
import { ChannelwrightError } from '../../errors/channelwright-error.js';
import { MIGRATIONS, type Migration } from './migrations/index.js';
import type { SchemaName } from './names.js';

/** Any number that others are unlikely to use: replicas that start together migrate one after another. */
const LOCK = 1_667_722_099;

export interface SchemaStep {
  from: number;
  to: number;
}

export interface SchemaOptions {
  schema: SchemaName;
  /** Otherwise a schema that is older than this code is refused. */
  mayMigrate: boolean;
  /** Unless that one is taken as it is. */
  earlier?: boolean;
  migrations?: readonly Migration[];
}

/**
 * Brings the database to the newest schema this code knows, in one transaction. A newer schema is used when whoever made it said
 * that this version can.
 *
 * @throws `CW_STORE_TOO_NEW`, `CW_STORE_NOT_MIGRATED`, `CW_STORE_ABSENT`
 */
export async function prepareSchema(client: pg.ClientBase, options: SchemaOptions): Promise<SchemaStep> {
  const { migrations = MIGRATIONS, mayMigrate, earlier = false } = options;
  const from = await schemaVersion(client, options);
  if (from >= migrations.length) return { from, to: from };
  if (!mayMigrate && from === 0)
    throw new ChannelwrightError('CW_STORE_ABSENT', `there are no tables in schema ${options.schema}`);
  if (!mayMigrate && earlier) return { from, to: from };
  if (!mayMigrate) {
    throw new ChannelwrightError(
      'CW_STORE_NOT_MIGRATED',
      `its schema is ${from}, this version needs ${migrations.length}`,
    );
  }
  return migrate(client, options);
}

/** What {@link prepareSchema} would do. @throws `CW_STORE_TOO_NEW` */
export async function dueMigration(client: pg.ClientBase, schema: SchemaName): Promise<SchemaStep> {
  const from = await schemaVersion(client, { schema });
  return { from, to: Math.max(from, MIGRATIONS.length) };
}

async function schemaVersion(
  client: pg.ClientBase,
  { schema, migrations = MIGRATIONS }: Pick<SchemaOptions, 'schema' | 'migrations'>,
): Promise<number> {
  const table = `${schema}.schema_versions`;
  // Not by `to_regclass`: within one transaction it may answer from what it knew before it waited for another replica.
  const { rows } = await client.query({
    text: 'SELECT EXISTS (SELECT FROM pg_catalog.pg_tables WHERE schemaname = (parse_ident($1))[1] AND tablename = $2)',
    values: [schema, 'schema_versions'],
    rowMode: 'array',
  });
  if (rows[0]?.[0] !== true) return 0;
  const newest = await client.query<[number, number]>({
    text: `SELECT version, runs_from FROM ${table} ORDER BY version DESC LIMIT 1`,
    rowMode: 'array',
  });
  const [version, runsFrom] = newest.rows[0] ?? [0, 0];
  if (runsFrom > migrations.length) {
    const detail = `its schema is ${version} and needs at least ${runsFrom}; this version knows ${migrations.length}`;
    throw new ChannelwrightError('CW_STORE_TOO_NEW', detail);
  }
  return version;
}

/** The only block of several statements: a schema is changed whole or not at all. */
async function migrate(client: pg.ClientBase, options: SchemaOptions): Promise<SchemaStep> {
  const { schema, migrations = MIGRATIONS } = options;
  await client.query('BEGIN');
  try {
    // It may take as long as it takes, and as long as another replica takes before us.
    await client.query('SET LOCAL statement_timeout = 0');
    await client.query(`SELECT pg_advisory_xact_lock(${LOCK})`);
    // Asked again: another replica may have been first.
    const from = await schemaVersion(client, options);
    await client.query(`CREATE SCHEMA IF NOT EXISTS ${schema}`);
    await client.query(
      `CREATE TABLE IF NOT EXISTS ${schema}.schema_versions (version integer PRIMARY KEY, runs_from integer NOT NULL)`,
    );
    for (const { version, runsFrom, sql } of migrations.slice(from)) {
      await client.query(sql(schema));
      await client.query(`INSERT INTO ${schema}.schema_versions (version, runs_from) VALUES ($1, $2)`, [
        version,
        runsFrom,
      ]);
    }
    await client.query('COMMIT');
    return { from, to: Math.max(from, migrations.length) };
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}
