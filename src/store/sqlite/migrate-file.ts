import { existsSync } from 'node:fs';
import { resolve as absolute } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Connection } from './connection.js';
import { schemaVersion } from './migrate.js';
import { MIGRATIONS } from './migrations/index.js';
import { openSession } from './open-session.js';
import type { SchemaStep } from './protocol.js';
import { told } from './sqlite-failure.js';
import { Statements } from './statements.js';

const BUSY_TIMEOUT_MS = 5_000;

/**
 * Brings a file to the newest schema, or makes it.
 *
 * @throws ChannelwrightError `CW_STORE_LOCKED` when that is due and an engine is running, `CW_STORE_*`
 */
export function migrateFile(path: string, keys: readonly Uint8Array[]): SchemaStep {
  return told(() => {
    const settings = { path: absolute(path), keys, mode: 'client', busyTimeoutMs: BUSY_TIMEOUT_MS } as const;
    const { schema, close } = openSession(settings);
    close();
    return schema;
  });
}

/** What `migrateFile` would do. Nothing is written. */
export function dueMigration(path: string): SchemaStep {
  const to = MIGRATIONS.length;
  if (!existsSync(path)) return { from: 0, to };
  return told(() => {
    const database = new DatabaseSync(path, { readOnly: true, timeout: BUSY_TIMEOUT_MS });
    try {
      const from = schemaVersion(new Connection(database, new Statements(database)), MIGRATIONS);
      return { from, to: Math.max(from, to) };
    } finally {
      database.close();
    }
  });
}
