import { DatabaseSync } from 'node:sqlite';
import { ChannelwrightError } from '../../errors/channelwright-error.js';
import { createSealer, openingOnly, type Sealer } from '../sealing.js';
import { readsOnly } from '../store-mode.js';
import { Connection } from './connection.js';
import { lockEngine } from './engine-lock.js';
import { prepareSchema } from './migrate.js';
import { createPrivately } from './private-file.js';
import type { SchemaStep, WorkerSettings } from './protocol.js';
import { Session } from './session.js';
import { Statements } from './statements.js';

const CACHE_KIB = 64 * 1024;
/** Whoever reads beside an engine, or walks through a table once, finds hardly anything again. */
const CLIENT_CACHE_KIB = 8 * 1024;

/** Checkpoints are made between groups; this one, inside a commit, is for when they could not keep up. */
const LAST_RESORT_CHECKPOINT_PAGES = 32_768;

/**
 * `synchronous = FULL` syncs the log in every commit: what is acknowledged survives a power cut. `secure_delete` writes zeros over what
 * is deleted, free pages included: whoever was erased is not to be read in them.
 */
const SETTINGS = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA secure_delete = ON;
  PRAGMA fullfsync = ON;
  PRAGMA checkpoint_fullfsync = ON;
  PRAGMA temp_store = MEMORY;
  PRAGMA wal_autocheckpoint = ${LAST_RESORT_CHECKPOINT_PAGES};
`;

export interface OpenSession {
  session: Session;
  schema: SchemaStep;
  /** Rows of work that a former engine had leased and that are due again. */
  released: number;
  keyIds: readonly string[];
  close(): void;
}

export function openSession(settings: WorkerSettings): OpenSession {
  const own = createSealer(settings.keys);
  const sealer = readsOnly(settings.mode) ? openingOnly(own) : own;
  const lock = settings.mode === 'engine' ? lockEngine(settings.path) : undefined;
  try {
    const connection = connect(settings);
    try {
      const schema = prepareSchema(connection, { path: settings.path, mode: settings.mode });
      checkKeys(connection, sealer, !readsOnly(settings.mode));
      const { epoch, released } = lock === undefined ? { epoch: 0, released: 0 } : takeOver(connection, sealer);
      const close = () => {
        connection.database.close();
        lock?.release();
      };
      const session = new Session(connection, sealer, { epoch, path: settings.path });
      return { session, schema, released, keyIds: sealer.keyIds, close };
    } catch (error) {
      connection.database.close();
      throw error;
    }
  } catch (error) {
    lock?.release();
    throw error;
  }
}

function connect({ path, busyTimeoutMs, maxBytes, mode }: WorkerSettings): Connection {
  createPrivately(path);
  const database = new DatabaseSync(path, { timeout: busyTimeoutMs });
  const connection = new Connection(database, new Statements(database));
  try {
    database.exec(SETTINGS);
    database.exec(`PRAGMA cache_size = -${mode === 'engine' ? CACHE_KIB : CLIENT_CACHE_KIB}`);
    if (maxBytes !== undefined) limitSize(connection, maxBytes);
  } catch (error) {
    database.close();
    throw error;
  }
  return connection;
}

function limitSize({ database, sql }: Connection, maxBytes: number): void {
  const pageBytes = sql.get<[number]>('PRAGMA page_size')?.[0] ?? 1;
  database.exec(`PRAGMA max_page_count = ${Math.floor(maxBytes / pageBytes)}`);
}

/**
 * Remembers which keys were ever used here, so that a wrong one is found out now and not at the first row.
 *
 * @param note whether rows may be sealed from now on
 */
function checkKeys(connection: Connection, sealer: Sealer, note: boolean): void {
  const used = connection.sql.all<[string]>('SELECT id FROM sealing_keys').map(([id]) => id);
  if (used.length > 0 && !used.some((id) => sealer.keyIds.includes(id))) {
    throw new ChannelwrightError('CW_STORE_KEY_MISSING', 'none of the configured keys was ever used in it');
  }
  const current = sealer.keyIds[0];
  if (!note || current === undefined || used.includes(current)) return;
  connection.write(() => connection.sql.run('INSERT OR IGNORE INTO sealing_keys (id) VALUES (?)', current));
}

const TAKE_OVER = 'UPDATE engine SET epoch = epoch + 1, keys = ? RETURNING epoch';

/** A new epoch fences whoever was the engine before. What it had leased is due at once: `leased` tells that it was. */
function takeOver(connection: Connection, { keyIds }: Sealer): { epoch: number; released: number } {
  return connection.write(() => {
    const epoch = connection.sql.get<[number]>(TAKE_OVER, keyIds.join(' '))?.[0] ?? 0;
    const released = connection.sql.run('UPDATE work SET due_at = 0 WHERE leased = 1');
    return { epoch, released };
  });
}
