import type { DatabaseSync } from 'node:sqlite';
import type { Statements } from './statements.js';

/** The connection of this store, and how work on it is made one. */
export class Connection {
  readonly database: DatabaseSync;
  readonly sql: Statements;

  constructor(database: DatabaseSync, sql: Statements) {
    this.database = database;
    this.sql = sql;
  }

  /** All of `work` becomes durable or none of it does. */
  write<T>(work: () => T): T {
    return this.#transaction('BEGIN IMMEDIATE', work);
  }

  /** All of `work` sees one state of the database. */
  snapshot<T>(work: () => T): T {
    return this.#transaction('BEGIN', work);
  }

  /** Inside a transaction: undoes `work` alone if it fails. */
  apart<T>(work: () => T): T {
    this.sql.run('SAVEPOINT apart');
    try {
      const result = work();
      this.sql.run('RELEASE apart');
      return result;
    } catch (error) {
      if (this.database.isTransaction) {
        this.sql.run('ROLLBACK TO apart');
        this.sql.run('RELEASE apart');
      }
      throw error;
    }
  }

  #transaction<T>(begin: string, work: () => T): T {
    this.sql.run(begin);
    try {
      const result = work();
      this.sql.run('COMMIT');
      return result;
    } catch (error) {
      // A full disk or a failed write may have ended it already.
      if (this.database.isTransaction) this.sql.run('ROLLBACK');
      throw error;
    }
  }
}
