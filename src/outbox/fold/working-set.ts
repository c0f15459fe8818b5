import type { Change } from '../change.js';
import { type JournalEntry, journalColumns } from '../journal-entry.js';
import type { ColumnValue, StoredRow, Table } from '../table.js';
import type { Emission } from '../tx.js';
import type { Find, Read } from '../work-store.js';

/** A row as it stands in memory; `undefined`: it is known not to exist. */
export type Known = { row: unknown } | undefined;

/** A found set, as the store gave it for this batch. */
type Found = { keys: string[] };

interface Written {
  table: Table<unknown>;
  key: string;
  /** `undefined`: removed. */
  row: unknown;
}

/** What one event did, to be kept or thrown away as a whole. */
export interface EventWrites {
  rows: Map<string, Written>;
  journal: JournalEntry[];
  emissions: Emission[];
  control: Change[];
  answer?: { value: unknown };
}

/** More rows than this, or more than this many characters of them, are not kept from one batch to the next. */
const KEPT_ROWS = 20_000;
const KEPT_CHARACTERS = 32 * 1_048_576;

/**
 * The rows a batch of events works on: what the store has said, overlaid with what the events of the batch have done so far.
 * There is one writer, so what was loaded or committed stays true and is kept for the next batches.
 */
export class WorkingSet {
  readonly #loaded = new Map<string, Known>();
  readonly #found = new Map<string, Found>();
  #batch = new Map<string, Written>();
  #journal: JournalEntry[] = [];
  #emissions: Emission[] = [];
  #control: Change[] = [];
  readonly #missing = new Map<string, Read>();
  /** What was learnt while the store was being asked: its answer may be older. */
  #learnt = new Map<string, Known>();
  /** Everything was forgotten while the store was being asked or written: what it answers is about rows of before. */
  #forgotten = false;
  /** Characters of the documents that have passed through memory since it was last cleared. */
  #characters = 0;
  /** What the batch is the first to look at, and its characters. */
  #fresh = new Set<string>();
  #freshCharacters = 0;
  #isPassing = false;

  /** The row as the batch so far leaves it; asks for it to be loaded where it is not known. */
  look(table: Table<unknown>, key: string): { known: true; row: unknown } | { known: false } {
    const id = rowId(table.name, key);
    const written = this.#batch.get(id);
    if (written) return { known: true, row: written.row };
    if (this.#loaded.has(id)) return { known: true, row: this.#loaded.get(id)?.row };
    this.#missing.set(id, { table: table.name, keys: [key] });
    return { known: false };
  }

  /** The row as the store has it, where that is known without asking: not while a commit of it may be under way. */
  committedRow(table: string, key: string): { row: unknown } | undefined {
    const id = rowId(table, key);
    if (this.#batch.has(id) || !this.#loaded.has(id)) return undefined;
    return { row: this.#loaded.get(id)?.row };
  }

  /** The keys the store gave for this find; asks for it where it has not been answered yet. */
  found(find: Find): { known: true; keys: string[] } | { known: false } {
    const id = JSON.stringify(find);
    const found = this.#found.get(id);
    if (found) return { known: true, keys: found.keys };
    this.#missing.set(id, find);
    return { known: false };
  }

  /** Keys of this table that the batch has written. */
  writtenKeys(table: string): string[] {
    const keys: string[] = [];
    for (const written of this.#batch.values()) if (written.table.name === table) keys.push(written.key);
    return keys;
  }

  keep(writes: EventWrites): void {
    for (const [id, written] of writes.rows) this.#batch.set(id, written);
    this.#journal.push(...writes.journal);
    this.#emissions.push(...writes.emissions);
    this.#control.push(...writes.control);
  }

  /** Forgets what the batch did, not what was loaded. */
  restart(): void {
    this.#batch = new Map();
    this.#journal = [];
    this.#emissions = [];
    this.#control = [];
    this.#missing.clear();
  }

  /** The batch that begins is a slice of a great task: its rows are not looked at again, and need not be kept. */
  begin(isPassing: boolean): void {
    this.#isPassing = isPassing;
  }

  /** What has to be read before the batch can be folded. Gets of one table are joined. */
  missing(): Read[] {
    const finds: Read[] = [];
    const gets = new Map<string, string[]>();
    for (const read of this.#missing.values()) {
      if (!('keys' in read)) finds.push(read);
      else if (gets.has(read.table)) gets.get(read.table)!.push(...read.keys);
      else gets.set(read.table, [...read.keys]);
    }
    return [...[...gets].map(([table, keys]) => ({ table, keys })), ...finds];
  }

  /** The store is being asked for `missing()`, or is writing `changes()`. */
  expect(): void {
    this.#learnt = new Map();
    this.#forgotten = false;
  }

  /** A row as another process has left it; `undefined`: removed. */
  learn(table: string, key: string, row: unknown): void {
    const known: Known = row === undefined ? undefined : { row };
    this.#learnt.set(rowId(table, key), known);
    if (this.#loaded.has(rowId(table, key))) this.#loaded.set(rowId(table, key), known);
  }

  /** Takes in the answers to `missing()`. */
  load(reads: Read[], answers: StoredRow[][]): void {
    this.#missing.clear();
    // Whoever runs the events again asks again.
    if (this.#forgotten) return;
    reads.forEach((read, index) => {
      const rows = answers[index] ?? [];
      if ('keys' in read) for (const key of read.keys) this.#loadNone(rowId(read.table, key));
      else this.#found.set(JSON.stringify(read), { keys: rows.map((row) => row.key) });
      for (const row of rows) this.#loadRow(read.table, row, 'keys' in read);
    });
    for (const [id, known] of this.#learnt) if (this.#loaded.has(id)) this.#loaded.set(id, known);
  }

  #loadNone(id: string): void {
    if (!this.#loaded.has(id)) this.#fresh.add(id);
    this.#loaded.set(id, undefined);
  }

  #loadRow(table: string, { key, doc }: StoredRow, asked: boolean): void {
    const id = rowId(table, key);
    this.#count(doc);
    if (!this.#loaded.has(id)) this.#fresh.add(id);
    // What a find brings along is not newer than what is already here.
    if (asked || !this.#loaded.has(id)) this.#loaded.set(id, { row: JSON.parse(doc) });
  }

  #count({ length }: string): void {
    this.#characters += length;
    this.#freshCharacters += length;
  }

  /** The batch as one commit. */
  changes(): Change[] {
    const changes: Change[] = [...this.#control];
    for (const { table, key, row } of this.#batch.values()) {
      if (row === undefined) {
        changes.push({ op: 'remove', table: table.name, key });
        continue;
      }
      const doc = JSON.stringify(row);
      this.#count(doc);
      changes.push({ op: 'put', table: table.name, key, columns: table.columns(row), doc });
    }
    for (const entry of this.#journal) {
      changes.push({ op: 'journal', columns: journalColumns(entry), doc: JSON.stringify(entry) });
    }
    return changes;
  }

  /** The batch is durable. Answers what is to be told, and the rows of a table that it wrote. */
  committed(): { emissions: Emission[]; rows: (table: string) => { key: string; row: unknown }[] } {
    const { emissions, batch } = { emissions: this.#emissions, batch: this.#batch };
    const mayKeep = !this.#forgotten;
    const known = new Set(this.#isPassing ? [...batch.keys()].filter((id) => this.#isKnown(id)) : batch.keys());
    if (this.#isPassing) this.#letGo();
    if (this.#loaded.size > KEPT_ROWS || this.#characters > KEPT_CHARACTERS) this.forget();
    if (mayKeep) {
      for (const [id, { row }] of batch)
        if (known.has(id)) this.#loaded.set(id, row === undefined ? undefined : { row });
    }
    this.#settled();
    this.#found.clear();
    this.restart();
    const byTable = Map.groupBy(batch.values(), (written) => written.table.name);
    return { emissions, rows: (table) => byTable.get(table) ?? [] };
  }

  /** It was in memory before the batch. */
  #isKnown(id: string): boolean {
    return this.#loaded.has(id) && !this.#fresh.has(id);
  }

  #letGo(): void {
    for (const id of this.#fresh) this.#loaded.delete(id);
    this.#characters -= this.#freshCharacters;
  }

  #settled(): void {
    this.#fresh = new Set();
    this.#freshCharacters = 0;
  }

  /** Rows were deleted behind our back (retention), or are another's to write: what is kept in memory of them goes too. */
  forget(): void {
    this.#forgotten = true;
    this.#loaded.clear();
    this.#found.clear();
    this.#characters = 0;
    this.#settled();
  }
}

export function rowId(table: string, key: string): string {
  return `${table}\n${key}`;
}

/** Whether a row matches a find, judged by its key and its columns. */
export function matches(find: Find, key: string, columns: Record<string, ColumnValue>): boolean {
  for (const [column, value] of Object.entries(find.equal ?? {})) if (columns[column] !== value) return false;
  if (!find.range) return true;
  const { column, from, until } = find.range;
  const value = column === 'key' ? key : columns[column];
  if (value === null || value === undefined) return false;
  if (from !== undefined && from !== null && value < from) return false;
  return until === undefined || until === null || value < until;
}
