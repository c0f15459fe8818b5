import type { InboxEvent } from './inbox-event.js';
import type { Table } from './table.js';
import type { Tx } from './tx.js';

/** What the fold takes: an event of the inbox, or the outcome of one of our own calls. */
export interface FoldEvent<Body = unknown> {
  kind: string;
  app: string;
  portal: string;
  account?: string;
  receivedAtMs: number;
  /** Where it is an event of the inbox. */
  inbox?: InboxEvent;
  /** It was parked, and its time is over: it does not wait for the same again, unless that is sure to come. */
  overdue?: boolean;
  body: Body;
}

/** Turns events into row changes. Pure: see {@link Tx}. Reducers of one kind run in the order of the layers. */
export interface Reducer {
  readonly kinds: readonly string[];
  reduce(event: FoldEvent, tx: Tx): void;
}

/**
 * Derives what follows from a row that has changed: what HubSpot should know, which work is due, whose turn it is in a lane.
 * Runs after the reducers of each event, in the order of the layers, on every row of its table that the event touched. Must be
 * idempotent: it may run again on the same row.
 */
export interface Settler<Row = unknown> {
  readonly table: Table<Row>;
  settle(row: Row, before: Row | undefined, tx: Tx): void;
}

/** Identifiers under which the container collects all reducers and settlers, in the order of the layers. */
export const REDUCERS = Symbol.for('channelwright.Reducers');
export const SETTLERS = Symbol.for('channelwright.Settlers');
