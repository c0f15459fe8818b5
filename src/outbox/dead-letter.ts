import type { Json } from '../contract/json.js';
import type { Table } from './table.js';

/** Work whose end nobody could be told, kept with its cause; can be replayed. */
export interface DeadLetterRow {
  key: string;
  /** The kind of the event to append again on replay, or `unparsable` for a raw body. */
  kind: string;
  atMs: number;
  app: string;
  portal: string;
  channel?: string;
  account?: string;
  cause: { code: string; detail: string };
  /** What is appended again on replay. */
  body: Json;
}

export const DEAD_LETTERS: Table<DeadLetterRow> = {
  name: 'dead_letters',
  key: (row) => row.key,
  columns: (row) => ({
    kind: row.kind,
    app: row.app,
    portal: row.portal,
    channel: row.channel ?? null,
    account: row.account ?? null,
    at: row.atMs,
  }),
};
