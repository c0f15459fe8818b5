import type { JournalEntry } from './journal-entry.js';
import type { Table } from './table.js';
import type { Find } from './work-store.js';

/** Something to tell in-process listeners once the commit is durable. */
export interface Emission {
  type: string;
  payload: unknown;
}

/**
 * The working set as reducers see it: rows as they will be after this event. Everything is synchronous. A row that is not in
 * memory yet reads as absent; the fold then discards what the reducer did, loads the row and runs the event again from the
 * start. So a reducer must be pure: all it does goes through `tx`, and rows are never mutated in place.
 */
export interface Tx {
  /** The time of this fold, ms since the epoch. The same for every event of the batch. */
  readonly nowMs: number;
  /** The epoch under which this process writes. */
  readonly epoch: number;
  get<Row>(table: Table<Row>, key: string): Row | undefined;
  /** Rows of the store and of this working set that match. */
  find<Row>(table: Table<Row>, find: Omit<Find, 'table'>): Row[];
  put<Row>(table: Table<Row>, row: Row): void;
  remove<Row>(table: Table<Row>, key: string): void;
  /** Add to the journal, in the same commit. */
  journal(entry: JournalEntry): void;
  /** Tell listeners, after the commit. */
  emit(emission: Emission): void;
  /** Leave the event itself in the inbox until `unpark(parkKey)` or `untilMs`. */
  park(parkKey: string, untilMs: number): void;
  unpark(parkKey: string): void;
  /** An event of the inbox that waits for something will not be folded: its row goes, its dedupe key stays. */
  discard(seq: number): void;
  /** What `submit` resolves to once the commit is durable, e.g. whether a call was licensed. */
  answer(value: unknown): void;
}
