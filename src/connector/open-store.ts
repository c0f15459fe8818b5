import type { ConnectorConfig } from '../config/connector-config.js';
import type { Logger } from '../contract/logger.js';
import { ChannelwrightError } from '../errors/channelwright-error.js';
import type { StoreView } from '../outbox/backlog.js';
import type { WorkStore } from '../outbox/work-store.js';
import { openSqliteStore } from '../store/sqlite/open-sqlite-store.js';

/** A store that can also be looked at by people. */
export type OpenStore = WorkStore & StoreView;

/**
 * Opens the store a configuration names.
 *
 * @param mode `engine`: to fold and commit, alone · `client`: to append and read, beside an engine or without one
 * @throws ChannelwrightError `CW_STORE_LOCKED` when another engine runs on it, `CW_STORE_*`
 */
export async function openStore(
  { store, encryptionKeys }: ConnectorConfig,
  mode: 'engine' | 'client',
  log?: Logger,
): Promise<OpenStore> {
  const given = { keys: encryptionKeys, mode, ...(log === undefined ? {} : { log }) };
  if (store.kind === 'sqlite') return openSqliteStore({ path: store.path, ...given });
  throw new ChannelwrightError('CW_STORE_UNAVAILABLE', 'this version opens SQLite only');
}
