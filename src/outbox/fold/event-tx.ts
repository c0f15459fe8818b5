import type { Change } from '../change.js';
import type { JournalEntry } from '../journal-entry.js';
import type { FoldEvent } from '../reducer.js';
import type { Table } from '../table.js';
import type { Emission, Tx } from '../tx.js';
import type { Find } from '../work-store.js';
import { type EventWrites, matches, rowId, type WorkingSet } from './working-set.js';

/** {@link Tx} of one event: its own writes over the working set. */
export class EventTx implements Tx {
  readonly #writes: EventWrites = { rows: new Map(), journal: [], emissions: [], control: [] };
  #incomplete = false;
  #parked = false;

  constructor(
    private readonly set: WorkingSet,
    private readonly event: FoldEvent,
    readonly nowMs: number,
    readonly epoch: number,
  ) {}

  /** Something it looked at is not loaded: what it did means nothing. */
  get incomplete(): boolean {
    return this.#incomplete;
  }

  get<Row>(table: Table<Row>, key: string): Row | undefined {
    const own = this.#writes.rows.get(rowId(table.name, key));
    if (own) return own.row as Row | undefined;
    const seen = this.set.look(table as Table<unknown>, key);
    if (seen.known) return seen.row as Row | undefined;
    this.#incomplete = true;
    return undefined;
  }

  find<Row>(table: Table<Row>, what: Omit<Find, 'table'>): Row[] {
    const find: Find = { table: table.name, ...what };
    const found = this.set.found(find);
    if (!found.known) this.#incomplete = true;
    const keys = new Set(found.known ? found.keys : []);
    for (const key of this.set.writtenKeys(table.name)) keys.add(key);
    for (const written of this.#writes.rows.values()) if (written.table.name === table.name) keys.add(written.key);
    const rows: Row[] = [];
    for (const key of keys) {
      const row = this.get(table, key);
      if (row !== undefined && matches(find, key, table.columns(row))) rows.push(row);
    }
    return rows;
  }

  put<Row>(table: Table<Row>, row: Row): void {
    const key = table.key(row);
    this.#writes.rows.set(rowId(table.name, key), { table: table as Table<unknown>, key, row });
  }

  remove<Row>(table: Table<Row>, key: string): void {
    this.#writes.rows.set(rowId(table.name, key), { table: table as Table<unknown>, key, row: undefined });
  }

  journal(entry: JournalEntry): void {
    this.#writes.journal.push(entry);
  }

  emit(emission: Emission): void {
    this.#writes.emissions.push(emission);
  }

  park(parkKey: string, untilMs: number): void {
    if (!this.event.inbox) return;
    this.#parked = true;
    this.#writes.control.push({ op: 'park', seq: this.event.inbox.seq, parkKey, untilMs });
  }

  unpark(parkKey: string): void {
    this.#writes.control.push({ op: 'unpark', parkKey });
  }

  discard(seq: number): void {
    this.#writes.control.push({ op: 'consume', seq });
  }

  answer(value: unknown): void {
    this.#writes.answer = { value };
  }

  /** Rows of a table that this event has written so far. */
  written(table: string): { key: string; row: unknown }[] {
    return [...this.#writes.rows.values()].filter((written) => written.table.name === table);
  }

  /** All of it, with the end of the inbox event itself. */
  finish(): EventWrites {
    const { inbox } = this.event;
    if (!inbox || this.#parked) return this.#writes;
    const consume: Change = { op: 'consume', seq: inbox.seq };
    return { ...this.#writes, control: [...this.#writes.control, consume] };
  }
}
