import type { WorkStore } from '../../outbox/work-store.js';
import { MESSAGES, type MessageRow } from '../../status/message-row.js';
import { type RowRange, rowPages } from './row-pages.js';

/** Which messages, by what they are indexed by. */
export type MessageRange = Omit<RowRange<MessageRow>, 'table' | 'column' | 'timeOf'> & {
  /** Default: when they were created. */
  column?: 'created_at' | 'received_at';
};

/** Messages in the order of their time, page by page. */
export function messagePages(store: WorkStore, range: MessageRange): AsyncGenerator<MessageRow[]> {
  const { column = 'created_at' } = range;
  const timeOf = (row: MessageRow) => (column === 'created_at' ? row.createdAtMs : row.receivedAtMs);
  return rowPages<MessageRow>(store, { ...range, table: MESSAGES.name, column, timeOf });
}
