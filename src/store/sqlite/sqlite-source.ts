import { existsSync } from 'node:fs';
import { resolve as absolute } from 'node:path';
import { ChannelwrightError } from '../../errors/channelwright-error.js';
import type { ColumnValue } from '../../outbox/table.js';
import { type CopiedRow, PAGE_CHARACTERS, PAGE_ROWS, type RowSource } from '../copy/row-port.js';
import type { TableDeclaration } from '../schema.js';
import { createSealer, type Sealer } from '../sealing.js';
import type { Connection } from './connection.js';
import { openSession } from './open-session.js';
import { told } from './sqlite-failure.js';
import type { SqlValue } from './statements.js';

const BUSY_TIMEOUT_MS = 5_000;

/** A SQLite file that no engine runs on for as long as this is open. */
export interface SqliteSource extends RowSource {
  /** Higher than any epoch that its documents name. */
  readonly epoch: number;
}

/**
 * Opens a file to be read from its first row to its last, as the one engine on it. Its schema is brought up to date.
 *
 * @throws ChannelwrightError `CW_STORE_ABSENT`, `CW_STORE_LOCKED` while an engine runs on it, `CW_STORE_*`
 */
export function openSqliteSource(path: string, keys: readonly Uint8Array[]): SqliteSource {
  if (!existsSync(path)) throw new ChannelwrightError('CW_STORE_ABSENT', path);
  return told(() => {
    const settings = { path: absolute(path), keys, mode: 'engine', busyTimeoutMs: BUSY_TIMEOUT_MS } as const;
    const { session, close } = openSession(settings);
    const reader = new Reader(session.connection, createSealer(keys));
    return {
      epoch: session.epoch,
      rows: async (table, after) => told(() => reader.rows(table, after)),
      lastNumber: async (table) => told(() => reader.lastNumber(table)),
      close: async () => close(),
    };
  });
}

class Reader {
  readonly #connection: Connection;
  readonly #sealer: Sealer;

  constructor(connection: Connection, sealer: Sealer) {
    this.#connection = connection;
    this.#sealer = sealer;
  }

  rows(table: TableDeclaration, after: string | number | undefined): CopiedRow[] {
    const rows: CopiedRow[] = [];
    let characters = 0;
    const found = this.#connection.sql.of(pageSql(table, after !== undefined));
    for (const row of found.iterate(...(after === undefined ? [] : [after]), PAGE_ROWS)) {
      const copied = this.#copied(table, row as unknown as SqlValue[]);
      rows.push(copied);
      characters += copied.doc?.length ?? 0;
      if (characters >= PAGE_CHARACTERS) break;
    }
    return rows;
  }

  lastNumber({ name }: TableDeclaration): number {
    return this.#connection.sql.get<[number]>('SELECT seq FROM sqlite_sequence WHERE name = ?', name)?.[0] ?? 0;
  }

  #copied(table: TableDeclaration, [id, ...rest]: SqlValue[]): CopiedRow {
    const row = { id: id as string | number };
    const held = heldIn(table);
    if (held === undefined) return { ...row, values: rest as ColumnValue[] };
    const stored = rest.pop();
    const doc = table.sealed ? this.#sealer.open(table.name, String(id), stored as Uint8Array) : (stored as string);
    return { ...row, values: rest as ColumnValue[], doc };
  }
}

/** The column in which a table keeps what is in none of the others. */
function heldIn({ role }: TableDeclaration): string | undefined {
  if (role === 'dedupe') return undefined;
  return role === 'inbox' ? 'body' : 'doc';
}

function pageSql(table: TableDeclaration, goesOn: boolean): string {
  const held = heldIn(table);
  const columns = [table.identity, ...Object.keys(table.columns), ...(held === undefined ? [] : [held])];
  const from = goesOn ? ` WHERE "${table.identity}" > ?` : '';
  const listed = columns.map((column) => `"${column}"`).join(', ');
  return `SELECT ${listed} FROM "${table.name}"${from} ORDER BY "${table.identity}" LIMIT ?`;
}
