import type { Logger } from '../../contract/logger.js';
import type { FleetStore } from '../../fleet/fleet-store.js';
import type { Scheduler } from '../../policy/scheduler.js';
import { systemScheduler } from '../../policy/system-scheduler.js';
import { createSealer } from '../sealing.js';
import { checkKeys } from './check-keys.js';
import { clientConfig, type TlsOptions } from './client-config.js';
import { prepareSchema } from './migrate.js';
import { schemaName } from './names.js';
import { PoolSql } from './pool-sql.js';
import { postgresParts } from './postgres-parts.js';
import { PostgresStore } from './postgres-store.js';

const POOL_SIZE = 10;
const STATEMENT_TIMEOUT_MS = 10_000;
const CONNECT_TIMEOUT_MS = 5_000;
/** The server ends a statement itself, and says so; whoever waits longer waits for nobody. */
const ANSWER_GRACE_MS = 1_000;

export interface PostgresStoreOptions {
  /** `postgres://user:password@host:port/database`, with `sslmode`, `sslrootcert` and the like as parameters. */
  url: string;
  /** Encryption keys of 32 bytes; the first encrypts, all decrypt. */
  keys: readonly Uint8Array[];
  /** `engine`: works on the slots it takes. `client`: appends and reads, and never commits. */
  mode: 'engine' | 'client';
  /** The schema of the database that everything is in. Default `channelwright`. */
  schema?: string;
  tls?: TlsOptions;
  log?: Logger;
  /** Connections at most, apart from one that listens. Default 10. */
  poolSize?: number;
  /** ms after which the database gives a statement up. A second later the connection counts as lost. Default 10,000. */
  statementTimeoutMs?: number;
  /** ms to wait for a connection. Default 5,000. */
  connectTimeoutMs?: number;
  /** Off for poolers that do not keep prepared statements; that is also found out by itself. Default true. */
  preparedStatements?: boolean;
  /** Bring the tables to this version when opening. Default true. */
  migrate?: boolean;
  scheduler?: Scheduler;
}

/**
 * Opens the store kept in a PostgreSQL database, version 14 or newer. What is acknowledged is as durable as the database's
 * `synchronous_commit` makes it.
 *
 * @throws `CW_STORE_REFUSED`, `CW_STORE_UNAVAILABLE`, `CW_STORE_TOO_NEW`, `CW_STORE_NOT_MIGRATED`, `CW_STORE_KEY_MISSING`
 */
export async function openPostgresStore(options: PostgresStoreOptions): Promise<FleetStore> {
  const { mode, log, scheduler = systemScheduler } = options;
  const { statementTimeoutMs = STATEMENT_TIMEOUT_MS, connectTimeoutMs = CONNECT_TIMEOUT_MS } = options;
  const sealer = createSealer(options.keys);
  const schema = schemaName(options.schema ?? 'channelwright');
  const client = await clientConfig({ url: options.url, tls: options.tls, statementTimeoutMs, connectTimeoutMs });
  const sql = new PoolSql({
    client,
    poolSize: options.poolSize ?? POOL_SIZE,
    connectTimeoutMs,
    answerTimeoutMs: statementTimeoutMs + ANSWER_GRACE_MS,
    preparedStatements: options.preparedStatements ?? true,
    scheduler,
    log,
  });
  try {
    const step = await sql.withClient((own) => prepareSchema(own, { schema, mayMigrate: options.migrate ?? true }));
    if (step.from !== step.to) log?.info('The store has a new schema', { ...step });
    await checkKeys(sql, schema, sealer);
    const parts = postgresParts({ sql, sealer, schema, client, mode, scheduler, log });
    if (mode === 'engine') await parts.wakes.listen();
    return new PostgresStore(parts);
  } catch (error) {
    await sql.close();
    throw error;
  }
}
