import type pg from 'pg';
import { dueMigration, type SchemaStep } from './migrate.js';
import type { MigrationOptions } from './migrate-database.js';
import { schemaName } from './names.js';
import { openSql } from './open-sql.js';

/** What is worth knowing of a database before one relies on it. */
export interface DatabaseReport {
  /** As it names itself, e.g. `17.2`. */
  version: string;
  schema: SchemaStep;
  /** How far its clock is ahead of ours, ms, as well as one round trip can tell. */
  clockAheadMs: number;
  /** What answers is not what we are connected to: a pooler stands between. */
  pooled: boolean;
  /** `off`: what was acknowledged may be lost when the server crashes. */
  synchronousCommit: string;
  maxConnections: number;
  /** This user may make the schema, where it is not there yet. */
  mayCreate: boolean;
}

type Answer = [
  version: string,
  clockMs: number,
  backend: number,
  synchronousCommit: string,
  maxConnections: number,
  mayCreate: boolean,
];

const QUESTION = `SELECT current_setting('server_version'), extract(epoch FROM clock_timestamp())::float8 * 1000, pg_backend_pid(),
  current_setting('synchronous_commit'), current_setting('max_connections')::int,
  has_database_privilege(current_database(), 'CREATE')`;

/** What `pg` has and its types do not tell: the process that was announced when the connection began. */
interface WithProcess {
  processID?: number | null;
}

/**
 * Asks a database about itself. Nothing is written.
 *
 * @param now ms since the epoch, by our clock
 * @throws ChannelwrightError `CW_STORE_REFUSED`, `CW_STORE_UNAVAILABLE`, `CW_STORE_TOO_NEW`
 */
export async function inspectDatabase(options: MigrationOptions, now: () => number): Promise<DatabaseReport> {
  const { sql } = await openSql({ ...options, poolSize: 1 });
  try {
    return await sql.withClient(async (client) => {
      const askedAtMs = now();
      const { rows } = await client.query<Answer>({ text: QUESTION, rowMode: 'array' });
      const [version, clockMs, backend, synchronousCommit, maxConnections, mayCreate] = rows[0]!;
      const announced = (client as pg.ClientBase & WithProcess).processID;
      return {
        version: version.split(' ')[0] ?? version,
        schema: await dueMigration(client, schemaName(options.schema)),
        clockAheadMs: Math.round(clockMs - (askedAtMs + now()) / 2),
        pooled: announced != null && announced !== backend,
        synchronousCommit,
        maxConnections,
        mayCreate,
      };
    });
  } finally {
    await sql.close();
  }
}
