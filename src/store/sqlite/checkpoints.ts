import type { Connection } from './connection.js';

/** Rows written until a checkpoint is due; each touches one to three pages. */
const ROWS_APART = 2_000;
/** … and until it is made although calls keep coming: the log is not to grow for ever. */
const MOST_ROWS = 6_000;
/** A message that is on its way writes again after less than this; a checkpoint that is due waits until nothing has been for so long, ms. */
const QUIET_MS = 5;

/** Calls back after so many ms. Answers how not to. */
export type After = (ms: number, callback: () => void) => () => void;

/**
 * Moves what is in the write-ahead log into the file: between groups, and at a moment at which nobody waits for the thread, if one
 * comes in time.
 */
export class Checkpoints {
  readonly #connection: Connection;
  readonly #after: After;
  #rowsAtLast = 0;
  #cancel: (() => void) | undefined;

  constructor(connection: Connection, after: After) {
    this.#connection = connection;
    this.#after = after;
  }

  /** A group has been served. */
  served(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    const rows = this.#rows();
    if (rows - this.#rowsAtLast >= MOST_ROWS) this.#makePassive(rows);
    else if (rows - this.#rowsAtLast >= ROWS_APART) this.#cancel = this.#after(QUIET_MS, () => this.#makePassive(rows));
  }

  /** Before closing: leaves an empty log, so that the file alone is a whole copy. */
  makeLast(): void {
    this.#cancel?.();
    this.#make('TRUNCATE');
  }

  #rows(): number {
    return this.#connection.sql.get<[number]>('SELECT total_changes()')?.[0] ?? 0;
  }

  #makePassive(rows: number): void {
    this.#rowsAtLast = rows;
    this.#make('PASSIVE');
  }

  #make(mode: 'PASSIVE' | 'TRUNCATE'): void {
    try {
      this.#connection.sql.all(`PRAGMA wal_checkpoint(${mode})`);
    } catch {
      // Nothing is lost by a checkpoint that fails, and a disk that is full or gone fails the next write, which says so.
    }
  }
}
