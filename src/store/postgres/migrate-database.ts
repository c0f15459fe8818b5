import { dueMigration as dueFor, prepareSchema, type SchemaStep } from './migrate.js';
import { schemaName } from './names.js';
import { type DatabaseOptions, openSql } from './open-sql.js';

export interface MigrationOptions extends DatabaseOptions {
  /** The schema of the database that everything is in. */
  schema: string;
}

/**
 * Brings the tables to the newest version, or makes them.
 *
 * @throws ChannelwrightError `CW_STORE_TOO_NEW`, `CW_STORE_REFUSED`, `CW_STORE_UNAVAILABLE`
 */
export async function migrateDatabase(options: MigrationOptions): Promise<SchemaStep> {
  const { sql } = await openSql(options);
  try {
    const schema = schemaName(options.schema);
    return await sql.withClient((client) => prepareSchema(client, { schema, mayMigrate: true }));
  } finally {
    await sql.close();
  }
}

/** What `migrateDatabase` would do. Nothing is written. */
export async function dueMigration(options: MigrationOptions): Promise<SchemaStep> {
  const { sql } = await openSql(options);
  try {
    return await sql.withClient((client) => dueFor(client, schemaName(options.schema)));
  } finally {
    await sql.close();
  }
}
