import type pg from 'pg';
import type { Logger } from '../../contract/logger.js';
import type { Scheduler } from '../../policy/scheduler.js';
import { systemScheduler } from '../../policy/system-scheduler.js';
import { clientConfig, type TlsOptions } from './client-config.js';
import { PoolSql } from './pool-sql.js';

const POOL_SIZE = 10;
const STATEMENT_TIMEOUT_MS = 5_000;
const CONNECT_TIMEOUT_MS = 5_000;
/** The server ends a statement itself, and says so; whoever waits longer waits for nobody. */
const ANSWER_GRACE_MS = 1_000;

/** How a database is reached. */
export interface DatabaseOptions {
  /** `postgres://user:password@host:port/database`, with `sslmode`, `sslrootcert` and the like as parameters. */
  url: string;
  tls?: TlsOptions;
  log?: Logger;
  /** Connections at most, apart from one that listens. Default 10. */
  poolSize?: number;
  /** ms after which the database gives a statement up. A second later the connection counts as lost. Default 5,000. */
  statementTimeoutMs?: number;
  /** ms to wait for a connection. Default 5,000. */
  connectTimeoutMs?: number;
  /** Off for poolers that do not keep prepared statements; that is also found out by itself. Default true. */
  preparedStatements?: boolean;
  scheduler?: Scheduler;
}

/** Statements on a database, and how further connections to it are made. */
export interface OpenSql {
  sql: PoolSql;
  client: pg.ClientConfig;
}

/** @throws ChannelwrightError `CW_STORE_REFUSED`, `CW_STORE_UNAVAILABLE` */
export async function openSql({
  url,
  tls,
  log,
  scheduler = systemScheduler,
  ...options
}: DatabaseOptions): Promise<OpenSql> {
  const { statementTimeoutMs = STATEMENT_TIMEOUT_MS, connectTimeoutMs = CONNECT_TIMEOUT_MS } = options;
  const client = await clientConfig({ url, tls, statementTimeoutMs, connectTimeoutMs });
  const sql = new PoolSql({
    client,
    poolSize: options.poolSize ?? POOL_SIZE,
    connectTimeoutMs,
    answerTimeoutMs: statementTimeoutMs + ANSWER_GRACE_MS,
    preparedStatements: options.preparedStatements ?? true,
    scheduler,
    log,
  });
  return { sql, client };
}
