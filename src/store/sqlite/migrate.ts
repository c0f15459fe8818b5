import { ChannelwrightError } from '../../errors/channelwright-error.js';
import { readsOnly, type StoreMode } from '../store-mode.js';
import type { Connection } from './connection.js';
import { lockEngine } from './engine-lock.js';
import { MIGRATIONS, type Migration } from './migrations/index.js';
import type { SchemaStep } from './protocol.js';

export interface SchemaOptions {
  path: string;
  /** `engine`: this process holds the lock of the engine. */
  mode: StoreMode;
  migrations?: readonly Migration[];
}

/**
 * Brings the file to the newest schema this code knows. A schema that is in use is changed only under the engine's lock, where
 * no engine of another version can be running, and by nobody who only reads. A file of a newer schema is used when whoever made that
 * schema said so.
 *
 * @throws `CW_STORE_TOO_NEW`; `CW_STORE_ABSENT`, `CW_STORE_NOT_MIGRATED` for a reader; `CW_STORE_LOCKED` when an engine of an older version is running
 */
export function prepareSchema(
  connection: Connection,
  { path, mode, migrations = MIGRATIONS }: SchemaOptions,
): SchemaStep {
  const version = schemaVersion(connection, migrations);
  if (version >= migrations.length) return { from: version, to: version };
  if (readsOnly(mode)) return asItIs(version, mode, path, migrations.length);
  if (mode === 'engine' || version === 0) return migrate(connection, migrations);
  const lock = lockEngine(path);
  try {
    return migrate(connection, migrations);
  } finally {
    lock.release();
  }
}

function asItIs(version: number, mode: StoreMode, path: string, needed: number): SchemaStep {
  if (version === 0) throw new ChannelwrightError('CW_STORE_ABSENT', path);
  if (mode === 'inspector') return { from: version, to: version };
  throw new ChannelwrightError('CW_STORE_NOT_MIGRATED', `its schema is ${version}, this version needs ${needed}`);
}

/** 0: there are no tables yet. @throws `CW_STORE_TOO_NEW` */
export function schemaVersion({ sql }: Connection, migrations: readonly Migration[]): number {
  const known = sql.get<[number]>(`SELECT count(*) FROM sqlite_schema WHERE name = 'schema_versions'`);
  if (known?.[0] !== 1) return 0;
  const [version, runsFrom] = sql.get<[number, number]>(
    'SELECT version, runs_from FROM schema_versions ORDER BY version DESC LIMIT 1',
  ) ?? [0, 0];
  if (runsFrom > migrations.length) {
    const detail = `its schema is ${version} and needs at least ${runsFrom}; this version knows ${migrations.length}`;
    throw new ChannelwrightError('CW_STORE_TOO_NEW', detail);
  }
  return version;
}

function migrate(connection: Connection, migrations: readonly Migration[]): SchemaStep {
  return connection.write(() => {
    // Asked again: another process may have been first.
    const from = schemaVersion(connection, migrations);
    connection.database.exec(
      'CREATE TABLE IF NOT EXISTS schema_versions (version INTEGER PRIMARY KEY, runs_from INTEGER NOT NULL) STRICT',
    );
    for (const { version, runsFrom, sql } of migrations.slice(from)) {
      connection.database.exec(sql);
      connection.sql.run('INSERT INTO schema_versions (version, runs_from) VALUES (?, ?)', version, runsFrom);
    }
    return { from, to: Math.max(from, migrations.length) };
  });
}
