import { isChannelwrightError } from '../../errors/channelwright-error.js';
import type { LiveSealer } from '../../outbox/resealing.js';
import { lockEngine } from './engine-lock.js';
import type { Statements } from './statements.js';

/** The engine, where one runs: it left the ids of its keys when it took the store. */
export function liveSealers(sql: Statements, path: string): LiveSealer[] {
  try {
    lockEngine(path).release();
    return [];
  } catch (error) {
    if (!isChannelwrightError(error, 'CW_STORE_LOCKED')) throw error;
    const keys = sql.get<[string | null]>('SELECT keys FROM engine')?.[0];
    return [{ name: 'the running engine', keys: keys ? keys.split(' ') : [] }];
  }
}
