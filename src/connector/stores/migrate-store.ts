import type { ConnectorConfig } from '../../config/connector-config.js';
import type { PostgresStoreConfig } from '../../config/store-setting.js';
import { dueMigration as dueInFile, migrateFile } from '../../store/sqlite/migrate-file.js';
import { databaseOptions } from './database-options.js';

/** Versions of a schema; 0: there are no tables yet. */
export interface SchemaStep {
  from: number;
  to: number;
}

type Kept = Pick<ConnectorConfig, 'store' | 'encryptionKeys' | 'file'>;

/**
 * Brings the schema of the store to what this version needs; makes the store where there is none.
 *
 * @throws ChannelwrightError `CW_STORE_TOO_NEW`, `CW_STORE_*`
 */
export async function migrateStore({ store, encryptionKeys, file }: Kept): Promise<SchemaStep> {
  if (store.kind === 'sqlite') return migrateFile(store.path, encryptionKeys);
  const { migrateDatabase } = await import('../../store/postgres/migrate-database.js');
  return migrateDatabase(await optionsFor(store, file));
}

/** What `migrateStore` would do. Nothing is written. */
export async function dueMigration({ store, file }: Kept): Promise<SchemaStep> {
  if (store.kind === 'sqlite') return dueInFile(store.path);
  const { dueMigration: dueInDatabase } = await import('../../store/postgres/migrate-database.js');
  return dueInDatabase(await optionsFor(store, file));
}

async function optionsFor(store: PostgresStoreConfig, file: string) {
  return { ...(await databaseOptions(store, file)), poolSize: 1, schema: store.schema };
}
