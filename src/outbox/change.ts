import type { ColumnValue } from './table.js';

/** One row change. A commit is a list of them, all or nothing, applied in order. */
export type Change =
  /** Insert or replace the row. */
  | { op: 'put'; table: string; key: string; columns: Record<string, ColumnValue>; doc: string }
  | { op: 'remove'; table: string; key: string }
  /** The inbox event is dealt with: its row goes, its dedupe key stays. */
  | { op: 'consume'; seq: number }
  /** The inbox event waits, unfolded, for something that is not there yet. */
  | { op: 'park'; seq: number; parkKey: string; untilMs: number }
  /** Every event parked under the key is to be folded again. */
  | { op: 'unpark'; parkKey: string }
  /** Add to the journal; the store numbers it. */
  | { op: 'journal'; columns: Record<string, ColumnValue>; doc: string };
