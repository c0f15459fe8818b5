import { initial } from './0001-initial.js';
import { memberKeys } from './0002-member-keys.js';
import { connections } from './0003-connections.js';
import { parkedByPortal } from './0004-parked-by-portal.js';

/** One step forward. There is no step back. */
export interface Migration {
  /** The schema version it leads to; they count from 1 without gaps. */
  version: number;
  /** The oldest schema version whose code still runs on the result. Older code refuses to open the store. */
  runsFrom: number;
  /** @param schema the quoted name of the schema that everything is in */
  sql(schema: string): string;
}

export const MIGRATIONS: readonly Migration[] = [
  { version: 1, runsFrom: 1, sql: initial },
  { version: 2, runsFrom: 1, sql: memberKeys },
  { version: 3, runsFrom: 1, sql: connections },
  { version: 4, runsFrom: 1, sql: parkedByPortal },
];
