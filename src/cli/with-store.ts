import { existsSync } from 'node:fs';
import type { ConnectorConfig } from '../config/connector-config.js';
import { openStore } from '../connector/open-store.js';
import { ChannelwrightError } from '../errors/channelwright-error.js';
import type { WorkStore } from '../outbox/work-store.js';

/**
 * Opens the store, beside a running engine or without one, for as long as `use` takes. Makes none.
 *
 * @throws ChannelwrightError `CW_STORE_ABSENT`, `CW_STORE_*`
 */
export async function withStore<T>(config: ConnectorConfig, use: (store: WorkStore) => Promise<T>): Promise<T> {
  const { path } = config.store;
  if (!existsSync(path)) throw new ChannelwrightError('CW_STORE_ABSENT', path);
  const store = await openStore(config, 'client');
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}
