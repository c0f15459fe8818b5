import type { PostgresStoreConfig } from '../../config/store-setting.js';
import { type CopiedTable, type CopyOptions, copyStore } from '../../store/copy/copy-store.js';
import { openSqliteSource } from '../../store/sqlite/sqlite-source.js';
import { databaseOptions } from './database-options.js';
import { ROW_TABLES } from './tables.js';

export interface CopyRequest {
  /** The SQLite file. */
  from: string;
  to: PostgresStoreConfig;
  /** As both stores are sealed with. */
  keys: readonly Uint8Array[];
  /** The configuration file, for messages. */
  file: string;
  progress: CopyOptions['progress'];
  /** A copy that did not come to its end is begun anew. */
  begunBefore(): void;
}

/**
 * Copies a SQLite store into a database. The source is read under its engine's lock; the target is there only when all of it is.
 *
 * @throws ChannelwrightError `CW_STORE_ABSENT`, `CW_STORE_LOCKED`, `CW_STORE_NOT_EMPTY`, `CW_STORE_COPY_DIFFERS`, `CW_STORE_*`
 */
export async function copyToPostgres(request: CopyRequest): Promise<CopiedTable[]> {
  const { from, to, keys, file, progress } = request;
  const source = openSqliteSource(from, keys);
  try {
    const { openPostgresTarget } = await import('../../store/postgres/postgres-target.js');
    const database = await databaseOptions(to, file);
    const { target, begunBefore } = await openPostgresTarget({ ...database, schema: to.schema, keys });
    try {
      if (begunBefore) request.begunBefore();
      return await copyStore(source, target, { tables: ROW_TABLES, lastEpoch: source.epoch, progress });
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}
