import type { ConnectorConfig } from '../../config/connector-config.js';
import type { Logger } from '../../contract/logger.js';
import type { StoreView } from '../../outbox/backlog.js';
import type { Resealing } from '../../outbox/resealing.js';
import type { WorkStore } from '../../outbox/work-store.js';
import { openSqliteStore } from '../../store/sqlite/open-sqlite-store.js';
import type { StoreMode } from '../../store/store-mode.js';
import { databaseOptions } from './database-options.js';

export type { StoreMode } from '../../store/store-mode.js';

/** A store that can also be looked at by people. */
export type OpenStore = WorkStore & StoreView & Resealing;

type Kept = Pick<ConnectorConfig, 'store' | 'encryptionKeys' | 'file'>;

/** What a command asks for at once. */
const CLIENT_POOL_SIZE = 2;

/**
 * Opens the store a configuration names.
 *
 * @param mode `engine`: to fold and commit; a file only alone, a database as one of many · `client`: to append and read, beside
 *   engines or without one · `first-client`: the same, and makes the tables where nobody has yet, as an engine would · others: to read only
 * @throws ChannelwrightError `CW_STORE_LOCKED` when another engine runs on a file, `CW_STORE_*`
 */
export async function openStore(config: Kept, mode: StoreMode | 'first-client', log?: Logger): Promise<OpenStore> {
  const { store, encryptionKeys } = config;
  const isEngine = mode === 'engine';
  const given = {
    keys: encryptionKeys,
    mode: mode === 'first-client' ? 'client' : mode,
    ...(log === undefined ? {} : { log }),
  };
  if (store.kind === 'sqlite') return openSqliteStore({ path: store.path, ...given });
  const options = await databaseOptions(store, config.file);
  const migrate = (isEngine || mode === 'first-client') && store.migrate;
  const own = isEngine ? { migrate } : { migrate, poolSize: CLIENT_POOL_SIZE };
  // Whoever keeps everything in a file has no use for the driver.
  const { openPostgresStore } = await import('../../store/postgres/open-postgres-store.js');
  return openPostgresStore({ ...options, ...given, schema: store.schema, ...own });
}
