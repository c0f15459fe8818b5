import type { ConnectorConfig } from '../config/connector-config.js';
import type { Logger } from '../contract/logger.js';
import type { WorkStore } from '../outbox/work-store.js';
import { openSqliteStore } from '../store/sqlite/open-sqlite-store.js';

/**
 * Opens the store a configuration names.
 *
 * @param mode `engine`: to fold and commit, alone · `client`: to append and read, beside an engine or without one
 * @throws ChannelwrightError `CW_STORE_LOCKED` when another engine runs on it, `CW_STORE_*`
 */
export function openStore(config: ConnectorConfig, mode: 'engine' | 'client', log?: Logger): Promise<WorkStore> {
  return openSqliteStore({
    path: config.store.path,
    keys: config.encryptionKeys,
    mode,
    ...(log === undefined ? {} : { log }),
  });
}
