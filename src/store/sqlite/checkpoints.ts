import type { Connection } from './connection.js';

/** Rows written between two checkpoints; each touches one to three pages. */
const ROWS_APART = 2000;

/** Moves what is in the write-ahead log into the file, between groups, when nobody is waiting for that very commit. */
export class Checkpoints {
  readonly #connection: Connection;
  #rowsAtLast = 0;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  makeIfDue(): void {
    const rows = this.#connection.sql.get<[number]>('SELECT total_changes()')?.[0] ?? 0;
    if (rows - this.#rowsAtLast < ROWS_APART) return;
    this.#rowsAtLast = rows;
    this.#make('PASSIVE');
  }

  /** Before closing: leaves an empty log, so that the file alone is a whole copy. */
  makeLast(): void {
    this.#make('TRUNCATE');
  }

  #make(mode: 'PASSIVE' | 'TRUNCATE'): void {
    try {
      this.#connection.sql.all(`PRAGMA wal_checkpoint(${mode})`);
    } catch {
      // Nothing is lost by a checkpoint that fails, and a disk that is full or gone fails the next write, which says so.
    }
  }
}
