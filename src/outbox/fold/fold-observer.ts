import type { FoldEvent } from '../reducer.js';
import type { Emission } from '../tx.js';

/** What is told after each commit. */
export interface FoldObserver {
  /** Events of the inbox and outcomes of our own calls, by what the commit wrote. */
  folded?(events: readonly FoldEvent[]): void;
  emitted(emissions: Emission[]): void;
  /** The rows of a table that the commit wrote; `row` undefined: removed. */
  committed(rows: (table: string) => { key: string; row: unknown }[]): void;
  /** The store cannot be written (`false`) or can be again. */
  writable(can: boolean, cause?: unknown): void;
  /** This process has lost the store for good. */
  lost(error: unknown): void;
}

export const FOLD_OBSERVER = Symbol.for('channelwright.FoldObserver');
