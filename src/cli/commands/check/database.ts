import type { PostgresStoreConfig } from '../../../config/store-setting.js';
import type { DatabaseReport } from '../../../connector/stores/inspect-store.js';
import type { Finding } from './finding.js';

type Found = Pick<Finding, 'state' | 'detail'>;

/** Clocks that are further apart than this make times in the journal of replicas hard to read, ms. */
const CLOCKS_APART_MS = 2_000;

/** What a person should know of the database, each on a line of its own; nothing where all is as it should be. */
export function databaseFindings(report: DatabaseReport, store: PostgresStoreConfig, of: string): Finding[] {
  const found = [
    migration(report, store),
    clock(report),
    pooler(report, store),
    durability(report),
    room(report, store),
  ];
  return found.filter((each) => each !== undefined).map((each) => ({ check: 'database', of, ...each }));
}

function migration(
  { schema: { from, to }, mayCreate }: DatabaseReport,
  { migrate, schema }: PostgresStoreConfig,
): Found | undefined {
  if (from === to) return undefined;
  if (from === 0 && !mayCreate) {
    const detail = `this user may not create the schema ${schema}: have it made, owned by this user, or GRANT CREATE ON DATABASE`;
    return { state: 'warning', detail };
  }
  const what = from === 0 ? 'there are no tables yet' : `a migration is waiting, from version ${from} to ${to}`;
  if (migrate) return { state: 'ok', detail: `${what}: the next start sees to it` };
  return { state: 'failed', detail: `${what}, and a start does nothing about it: run \`channelwright migrate\`` };
}

function clock({ clockAheadMs }: DatabaseReport): Found | undefined {
  if (Math.abs(clockAheadMs) < CLOCKS_APART_MS) return undefined;
  const seconds = Math.round(Math.abs(clockAheadMs) / 1_000);
  const side = clockAheadMs > 0 ? 'ahead of' : 'behind';
  return { state: 'warning', detail: `its clock is ${seconds} s ${side} this machine’s: let both keep time by NTP` };
}

function pooler({ pooled }: DatabaseReport, { preparedStatements }: PostgresStoreConfig): Found | undefined {
  if (!pooled) return undefined;
  const detail = 'a pooler stands in front of it: replicas hear of each other’s work by polling, within a second';
  if (!preparedStatements) return { state: 'ok', detail };
  const hint = 'should it not keep prepared statements (PgBouncer before 1.21), write `preparedStatements: false`';
  return { state: 'ok', detail: `${detail}; ${hint}` };
}

function durability({ synchronousCommit }: DatabaseReport): Found | undefined {
  if (synchronousCommit !== 'off') return undefined;
  return {
    state: 'warning',
    detail: 'synchronous_commit is off: what was acknowledged may be lost when the server crashes',
  };
}

function room({ maxConnections }: DatabaseReport, { poolSize }: PostgresStoreConfig): Found | undefined {
  if (poolSize + 1 < maxConnections) return undefined;
  const detail = `it takes ${maxConnections} connections in all, and one replica may want ${poolSize + 1}: lower \`pool\``;
  return { state: 'warning', detail };
}
