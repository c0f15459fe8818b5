import type { ConnectorConfig } from '../config/connector-config.js';
import { ChannelwrightError } from '../errors/channelwright-error.js';
import { dueMigration as dueInFile, migrateFile } from '../store/sqlite/migrate-file.js';

/** Versions of a schema; 0: there are no tables yet. */
export interface SchemaStep {
  from: number;
  to: number;
}

type Kept = Pick<ConnectorConfig, 'store' | 'encryptionKeys'>;

/**
 * Brings the schema of the store to what this version needs; makes the store where there is none.
 *
 * @throws ChannelwrightError `CW_STORE_TOO_NEW`, `CW_STORE_*`
 */
export async function migrateStore({ store, encryptionKeys }: Kept): Promise<SchemaStep> {
  if (store.kind === 'sqlite') return migrateFile(store.path, encryptionKeys);
  throw new ChannelwrightError('CW_STORE_UNAVAILABLE', 'this version opens SQLite only');
}

/** What `migrateStore` would do. Nothing is written. */
export async function dueMigration({ store }: Kept): Promise<SchemaStep> {
  if (store.kind === 'sqlite') return dueInFile(store.path);
  throw new ChannelwrightError('CW_STORE_UNAVAILABLE', 'this version opens SQLite only');
}
