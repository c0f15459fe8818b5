import { INITIAL } from './0001-initial.js';
import { GATES_BY_PORTAL } from './0002-gates-by-portal.js';
import { SLOT_OF_ACCOUNTS } from './0003-slot-of-accounts.js';
import { CONNECTIONS } from './0004-connections.js';
import { KEYS_OF_THE_ENGINE } from './0005-keys-of-the-engine.js';
import { PARKED_BY_PORTAL } from './0006-parked-by-portal.js';

/** One step forward. There is no step back. */
export interface Migration {
  /** The schema version it leads to; they count from 1 without gaps. */
  version: number;
  /** The oldest schema version whose code still runs on the result. Older code refuses to open the store. */
  runsFrom: number;
  sql: string;
}

export const MIGRATIONS: readonly Migration[] = [
  { version: 1, runsFrom: 1, sql: INITIAL },
  { version: 2, runsFrom: 1, sql: GATES_BY_PORTAL },
  { version: 3, runsFrom: 1, sql: SLOT_OF_ACCOUNTS },
  { version: 4, runsFrom: 1, sql: CONNECTIONS },
  { version: 5, runsFrom: 1, sql: KEYS_OF_THE_ENGINE },
  { version: 6, runsFrom: 1, sql: PARKED_BY_PORTAL },
];
