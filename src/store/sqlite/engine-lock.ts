import { DatabaseSync } from 'node:sqlite';
import { ChannelwrightError } from '../../errors/channelwright-error.js';
import { createPrivately } from './private-file.js';
import { sqliteCode } from './sqlite-failure.js';

const BUSY = 5;

export interface EngineLock {
  release(): void;
}

/**
 * The right to be the one engine on this store: an exclusive transaction, never committed, on a database of its own. The
 * operating system takes it back when the process ends, however it ends.
 *
 * @throws `CW_STORE_LOCKED` when another holds it
 */
export function lockEngine(storePath: string): EngineLock {
  const path = `${storePath}.lock`;
  createPrivately(path);
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (sqliteCode(error) === BUSY) throw new ChannelwrightError('CW_STORE_LOCKED', storePath);
    throw error;
  }
  return { release: () => database.close() };
}
