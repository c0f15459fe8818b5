import { resolve as absolute } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Logger } from '../../contract/logger.js';
import { ChannelwrightError } from '../../errors/channelwright-error.js';
import type { StoreMode } from '../store-mode.js';
import type { Opening, WorkerSettings } from './protocol.js';
import { SqliteStore } from './sqlite-store.js';
import { WorkerLink } from './worker-link.js';

/** An engine holds up everyone while it waits, a client only itself: and it stands behind an engine that writes all the time. */
const BUSY_TIMEOUT_MS = { engine: 1000, client: 5000, reader: 5000, inspector: 5000 };

const WORKER = new URL('./worker.js', import.meta.url);

/** Node 22 calls its SQLite experimental on the standard error of every process that loads it. */
const WORKER_FLAGS = ['--disable-warning=ExperimentalWarning'];

export interface SqliteStoreOptions {
  /** The database file. It and the folders above it are made when they are missing, for their owner alone. */
  path: string;
  /** Encryption keys of 32 bytes; the first encrypts, all decrypt. */
  keys: readonly Uint8Array[];
  /** A second `engine` is refused. */
  mode: StoreMode;
  log?: Logger;
  /** ms a write waits for another process's write before it is `CW_STORE_UNAVAILABLE`. Default: engine 1000, others 5000. */
  busyTimeoutMs?: number;
  /** The file grows no further than this; then writes are `CW_STORE_UNAVAILABLE` until rows go. Default: the disk's limit. */
  maxBytes?: number;
}

/**
 * Opens the store kept in one SQLite file, in a thread of its own. What is acknowledged has been synced to the disk.
 *
 * @throws `CW_STORE_LOCKED`, `CW_STORE_TOO_NEW`, `CW_STORE_KEY_MISSING`, `CW_STORE_UNAVAILABLE`, `CW_STORE_DAMAGED`
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<SqliteStore> {
  const { keys, mode, log, busyTimeoutMs = BUSY_TIMEOUT_MS[options.mode], maxBytes } = options;
  const settings: WorkerSettings = { path: absolute(options.path), keys, mode, busyTimeoutMs };
  if (maxBytes !== undefined) settings.maxBytes = maxBytes;
  const worker = new Worker(WORKER, { workerData: settings, execArgv: WORKER_FLAGS });
  const { epoch, released, schema, keyIds } = await opened(worker);
  if (schema.from !== schema.to) log?.info('The store has a new schema', { ...schema });
  if (released > 0) log?.info('Work leased by the former engine is due again', { rows: released });
  const link = new WorkerLink(worker, (cause) => log?.error('The thread of the store has ended', { cause }));
  return new SqliteStore(link, epoch, keyIds);
}

/** Rejects only when the thread has ended. All listeners are there from the start, since its end may follow at once. */
function opened(worker: Worker): Promise<Extract<Opening, { ok: true }>> {
  return new Promise((resolve, reject) => {
    let reason = new ChannelwrightError('CW_STORE_UNAVAILABLE', 'its thread did not start');
    worker.once('message', (opening: Opening) => {
      if (opening.ok) resolve(opening);
      else reason = new ChannelwrightError(opening.failure.code, opening.failure.detail);
    });
    worker.once('error', (cause) => {
      reason = new ChannelwrightError('CW_STORE_UNAVAILABLE', 'its thread did not start', { cause });
    });
    worker.once('exit', () => reject(reason));
  });
}
