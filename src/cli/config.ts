import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ConnectorConfig } from '../config/connector-config.js';
import { loadConfig } from '../config/load-config.js';
import { ChannelwrightError } from '../errors/channelwright-error.js';
import type { WorkStore } from '../outbox/work-store.js';
import { openSqliteStore } from '../store/sqlite/open-sqlite-store.js';
import type { CommandContext } from './command.js';

/** @throws InvalidConfigError with every problem there is */
export function readConfig({ configFile, io }: CommandContext): Promise<ConnectorConfig> {
  return loadConfig(configFile, io.env);
}

/** Absolute. */
export function storePath({ directory, store }: ConnectorConfig): string {
  return resolve(directory, store.path);
}

/** Beside a running engine, or without one. */
export function openClient(config: ConnectorConfig): Promise<WorkStore> {
  return openSqliteStore({ path: storePath(config), keys: config.encryptionKeys, mode: 'client' });
}

/**
 * Opens the store for as long as `use` takes. Makes none.
 *
 * @throws ChannelwrightError `CW_STORE_ABSENT`, `CW_STORE_*`
 */
export async function withStore<T>(config: ConnectorConfig, use: (store: WorkStore) => Promise<T>): Promise<T> {
  const path = storePath(config);
  if (!existsSync(path)) throw new ChannelwrightError('CW_STORE_ABSENT', path);
  const store = await openClient(config);
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}
