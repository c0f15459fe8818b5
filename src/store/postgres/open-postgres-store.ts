import { randomUUID } from 'node:crypto';
import { systemScheduler } from '../../policy/system-scheduler.js';
import { createSealer, openingOnly } from '../sealing.js';
import { readsOnly, type StoreMode } from '../store-mode.js';
import { checkKeys } from './check-keys.js';
import { prepareSchema } from './migrate.js';
import { schemaName } from './names.js';
import { type DatabaseOptions, openSql } from './open-sql.js';
import { postgresParts } from './postgres-parts.js';
import { PostgresStore } from './postgres-store.js';
import { registerWriter } from './register-writer.js';

export interface PostgresStoreOptions extends DatabaseOptions {
  /** Encryption keys of 32 bytes; the first encrypts, all decrypt. */
  keys: readonly Uint8Array[];
  /** An `engine` works on the slots it takes. */
  mode: StoreMode;
  /** The schema of the database that everything is in. Default `channelwright`. */
  schema?: string;
  /** Bring the tables to this version when opening. Default true; never where they are only read. */
  migrate?: boolean;
}

/**
 * Opens the store kept in a PostgreSQL database, version 14 or newer. What is acknowledged is as durable as the database's
 * `synchronous_commit` makes it.
 *
 * @throws `CW_STORE_REFUSED`, `CW_STORE_UNAVAILABLE`, `CW_STORE_TOO_NEW`, `CW_STORE_NOT_MIGRATED`, `CW_STORE_ABSENT`,
 *   `CW_STORE_KEY_MISSING`
 */
export async function openPostgresStore(options: PostgresStoreOptions): Promise<PostgresStore> {
  const { mode, log, scheduler = systemScheduler } = options;
  const own = createSealer(options.keys);
  const sealer = readsOnly(mode) ? openingOnly(own) : own;
  const schema = schemaName(options.schema ?? 'channelwright');
  const mayMigrate = !readsOnly(mode) && (options.migrate ?? true);
  const { sql, client } = await openSql(options);
  try {
    const step = await sql.withClient((own) =>
      prepareSchema(own, { schema, mayMigrate, earlier: mode === 'inspector' }),
    );
    if (step.from !== step.to) log?.info('The store has a new schema', { ...step });
    await checkKeys(sql, schema, sealer, !readsOnly(mode));
    const self = randomUUID();
    const parts = postgresParts({ sql, sealer, schema, client, mode, self, scheduler, log });
    if (mode === 'engine') {
      await registerWriter(sql, schema, self);
      await parts.wakes.listen();
    }
    sql.letIn();
    return new PostgresStore(parts);
  } catch (error) {
    await sql.close();
    throw error;
  }
}
