import { existsSync } from 'node:fs';
import type { ConnectorConfig } from '../../config/connector-config.js';
import { type OpenStore, openStore, type StoreMode } from '../../connector/stores/open-store.js';
import { ChannelwrightError, isChannelwrightError } from '../../errors/channelwright-error.js';

/**
 * Opens the store, beside running engines or without one, for as long as `use` takes. Makes none.
 *
 * @throws ChannelwrightError `CW_STORE_ABSENT`, `CW_STORE_*`
 */
export async function withStore<T>(
  config: ConnectorConfig,
  use: (store: OpenStore) => Promise<T>,
  mode: Exclude<StoreMode, 'engine'> = 'reader',
): Promise<T> {
  const store = await openKept(config, mode);
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

/** The same to read, where it is no mistake that there is no store yet: then the answer is `undefined`. */
export async function withStoreIfThere<T>(
  config: ConnectorConfig,
  use: (store: OpenStore) => Promise<T>,
  mode: 'reader' | 'inspector' = 'reader',
): Promise<T | undefined> {
  try {
    return await withStore(config, use, mode);
  } catch (error) {
    if (isChannelwrightError(error, 'CW_STORE_ABSENT')) return undefined;
    throw error;
  }
}

/**
 * The store, to be closed by the caller. Makes none.
 *
 * @throws ChannelwrightError `CW_STORE_ABSENT`, `CW_STORE_*`
 */
export async function openKept(config: ConnectorConfig, mode: Exclude<StoreMode, 'engine'>): Promise<OpenStore> {
  const { store: kept } = config;
  // Opening would make the file. Whether there is anything in a database, only opening it tells.
  if (kept.kind === 'sqlite' && !existsSync(kept.path)) throw new ChannelwrightError('CW_STORE_ABSENT', kept.path);
  return openStore(config, mode);
}
