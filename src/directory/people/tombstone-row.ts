import type { Table } from '../../outbox/table.js';
import { portalKey } from '../../outbox/work-row.js';

/** `suppressed`: whoever this was wants nothing from us, and must not be written to · `erased`: is forgotten. */
export type TombstoneKind = 'suppressed' | 'erased';

/** What is left of somebody who was erased. The key is a keyed hash: it tells nothing to whoever does not know the address. */
export interface TombstoneRow {
  key: string;
  kind: TombstoneKind;
  app: string;
  portal: string;
  account: string;
  atMs: number;
  /** A call to them was under way: an echo from before this, ms, may be of that, and is nobody's news. */
  echoUntilMs?: number;
}

export const TOMBSTONES: Table<TombstoneRow> = {
  name: 'tombstones',
  key: (row) => row.key,
  columns: (row) => ({
    kind: row.kind,
    portal: portalKey(row.app, row.portal),
    account: row.account,
    at: row.atMs,
  }),
};
