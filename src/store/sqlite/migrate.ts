import { ChannelwrightError } from '../../errors/channelwright-error.js';
import type { Connection } from './connection.js';
import { MIGRATIONS } from './migrations/index.js';
import type { SchemaStep } from './protocol.js';

const OURS = MIGRATIONS.length;

/**
 * Which schema the file has, and whether this code may use it. A file of a newer schema is used when whoever wrote that
 * schema said so.
 *
 * @throws `CW_STORE_TOO_NEW`
 */
export function schemaVersion({ sql }: Connection): number {
  const known = sql.get<[number]>(`SELECT count(*) FROM sqlite_schema WHERE name = 'schema_versions'`);
  if (known?.[0] === 0) return 0;
  const newest = sql.get<[number, number]>(
    'SELECT version, runs_from FROM schema_versions ORDER BY version DESC LIMIT 1',
  );
  if (newest === undefined) return 0;
  const [version, runsFrom] = newest;
  if (runsFrom > OURS) {
    throw new ChannelwrightError(
      'CW_STORE_TOO_NEW',
      `its schema is ${version} and needs at least ${runsFrom}; this version knows ${OURS}`,
    );
  }
  return version;
}

export function isCurrent(version: number): boolean {
  return version >= OURS;
}

/** Brings the file to the newest schema, in one transaction. Only under the engine's lock, or on a file that is empty. */
export function migrate(connection: Connection): SchemaStep {
  return connection.write(() => {
    const from = schemaVersion(connection);
    connection.database.exec(
      'CREATE TABLE IF NOT EXISTS schema_versions (version INTEGER PRIMARY KEY, runs_from INTEGER NOT NULL) STRICT',
    );
    for (const { version, runsFrom, sql } of MIGRATIONS.slice(from)) {
      connection.database.exec(sql);
      connection.sql.run('INSERT INTO schema_versions (version, runs_from) VALUES (?, ?)', version, runsFrom);
    }
    return { from, to: Math.max(from, OURS) };
  });
}
