import type { ColumnValue } from '../outbox/table.js';
import type { Read, WorkStore } from '../outbox/work-store.js';
import { MESSAGES, type MessageRow } from '../status/message-row.js';

const PAGE = 500;

/** Which messages, by what they are indexed by. */
export interface MessageRange {
  equal?: Record<string, ColumnValue>;
  /** By which time. Default: when they were created. */
  column?: 'created_at' | 'received_at';
  /** ms; from then on … */
  fromMs?: number;
  /** … and before this. */
  untilMs?: number;
  order?: 'ascending' | 'descending';
}

/** Behind which message the next page begins. */
interface Place {
  key: string;
  atMs: number;
}

/**
 * Messages in the order of their time, page by page: however many there are, one page of them is in memory. What is written
 * meanwhile is seen where it lies ahead.
 */
export async function* messagePages(store: WorkStore, range: MessageRange): AsyncGenerator<MessageRow[]> {
  let place: Place | undefined;
  for (;;) {
    const found = (await store.read(readsOf(range, place))).flat().slice(0, PAGE);
    const rows = found.map(({ doc }) => JSON.parse(doc) as MessageRow);
    const last = rows.at(-1);
    if (last) yield rows;
    if (!last || rows.length < PAGE) return;
    place = { key: last.key, atMs: range.column === 'received_at' ? last.receivedAtMs : last.createdAtMs };
  }
}

/** Many may be of one moment: those behind the last one come first, then what is farther. */
function readsOf(
  { equal = {}, column = 'created_at', order = 'ascending', ...times }: MessageRange,
  after?: Place,
): Read[] {
  const { fromMs: from = 0, untilMs } = times;
  const until = untilMs === undefined ? {} : { until: untilMs };
  const base = { table: MESSAGES.name, order, limit: PAGE } as const;
  if (!after) return [{ ...base, equal, range: { column, from, ...until } }];
  const { key, atMs } = after;
  const isUp = order === 'ascending';
  const behind = isUp ? { from: `${key}\0` } : { until: key };
  const farther = isUp ? { from: atMs + 1, ...until } : { from, until: atMs };
  return [
    { ...base, equal: { ...equal, [column]: atMs }, range: { column: 'key', ...behind } },
    { ...base, equal, range: { column, ...farther } },
  ];
}
