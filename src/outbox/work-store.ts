import type { Change } from './change.js';
import type { AppendOutcome, InboxEvent, NewInboxEvent } from './inbox-event.js';
import type { SlotEpoch } from './owned-slots.js';
import type { ColumnValue, StoredRow } from './table.js';

/** Rows by their keys. Missing rows are left out of the answer. */
export interface Get {
  table: string;
  keys: string[];
}

/** Rows by declared, indexed columns. */
export interface Find {
  table: string;
  equal?: Record<string, ColumnValue>;
  /** Half-open: `from ≤ column < until`. */
  range?: { column: string; from?: ColumnValue; until?: ColumnValue };
  /** Default: ascending by `range.column`, else by key. */
  order?: 'ascending' | 'descending';
  /** Default 100. */
  limit?: number;
}

export type Read = Get | Find;

export interface DueQuery {
  queue: string;
  nowMs: number;
  /** At most this many rows of one portal, oldest first … */
  perPortal: number;
  /** … and this many in all, the portals in turns: the first of each portal comes before the second of any. */
  limit: number;
  /** Portals to leave out (their quota is spent), as `app/portal`. */
  except?: string[];
}

/** Which rows may go: those whose `column` is below `before`, and of these only the ones that match `equal`. */
export interface Prune {
  table: string;
  equal?: Record<string, ColumnValue>;
  column: string;
  before: number;
  limit: number;
  /** Those stay that a row of the same key needs: one of this table whose `column` is one of these. */
  unless?: { table: string; column: string; in: readonly string[] };
}

/**
 * The store as the engine sees it: rows, an inbox, and one writer. Every method is one round trip. A store knows rows, not
 * what they mean.
 *
 * Errors: `CW_STORE_UNAVAILABLE` when nothing was written and it may work later; `CW_STORE_FENCED` from `commit` when the
 * epoch is no longer the current one.
 */
export interface WorkStore {
  /**
   * Where one engine owns the whole store: the epoch of its opening, higher than any before. 0 for one that only appends and
   * reads, and where slots are owned one by one.
   */
  readonly epoch: number;

  /** Add events durably. One bad event never fails its group. Safe from any process. */
  append(events: NewInboxEvent[]): Promise<AppendOutcome[]>;

  /**
   * Write all changes or none. Resolves when durable.
   *
   * @param under the slots the changes belong to, and the epochs under which they are owned. Default: every slot the store
   *   works on
   */
  commit(changes: Change[], under?: readonly SlotEpoch[]): Promise<void>;

  /** One answer for each request, in order. */
  read(requests: Read[]): Promise<StoredRow[][]>;

  /** Inbox events that are neither consumed nor parked, in order of arrival. */
  inbox(afterSeq: number, limit: number): Promise<InboxEvent[]>;

  /**
   * Events that wait for something, by their numbers, in order of arrival: for those who erase, never on a hot path.
   *
   * @param portal only those of this portal, of whatever app; then those of others cost nothing
   */
  parked(afterSeq: number, limit: number, portal?: string): Promise<InboxEvent[]>;

  /** Events whose waiting time is over. */
  overdueParked(nowMs: number, limit: number): Promise<InboxEvent[]>;

  /** Rows of table `work` that are due, fair over portals, at a cost that does not grow with the table. */
  due(query: DueQuery): Promise<StoredRow[]>;

  /** The earliest time after `afterMs` at which a row of any queue is due; `undefined` when there is none. */
  nextDueAt(afterMs: number): Promise<number | undefined>;

  /** The journal from a cursor (exclusive), oldest first. */
  journal(
    afterSeq: number,
    limit: number,
    equal?: Record<string, ColumnValue>,
  ): Promise<(StoredRow & { seq: number })[]>;

  /** Delete old rows, a few at a time. Answers how many went. */
  prune(what: Prune): Promise<number>;

  /** How many rows match, for operators: never on a hot path. */
  count(find: Omit<Find, 'order' | 'limit'>): Promise<number>;

  /** Resolves when the store can write. */
  ping(): Promise<void>;

  close(): Promise<void>;
}

export const WORK_STORE = Symbol.for('channelwright.WorkStore');
