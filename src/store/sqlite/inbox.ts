import type { AppendOutcome } from '../../outbox/inbox-event.js';
import type { EventRow, NewEventRow } from '../inbox-rows.js';
import type { Sealer } from '../sealing.js';
import { toFailure } from './sqlite-failure.js';
import type { SqlValue, Statements } from './statements.js';

const INSERT = `INSERT INTO inbox (seq, kind, slot, app, portal, account, received_at, body)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?)`;

/** Changes nothing while the key is remembered; takes it anew once that is over. */
const REMEMBER = `INSERT INTO dedupe ("key", until) VALUES (?, ?)
  ON CONFLICT ("key") DO UPDATE SET until = excluded.until WHERE dedupe.until <= ?`;

const EVENT = 'seq, kind, slot, app, portal, account, received_at, body';

/** Indexes are named, because by itself SQLite would here walk over every parked row. */
const READY = `SELECT ${EVENT} FROM inbox INDEXED BY inbox_by_seq_park_key
  WHERE park_key IS NULL AND seq > ? ORDER BY seq LIMIT ?`;

const PARKED = `SELECT ${EVENT} FROM inbox WHERE park_key IS NOT NULL AND seq > ? ORDER BY seq LIMIT ?`;

const PARKED_OF_PORTAL = `SELECT ${EVENT} FROM inbox INDEXED BY inbox_by_portal_park_key
  WHERE park_key IS NOT NULL AND portal = ? AND seq > ? ORDER BY seq LIMIT ?`;

const OVERDUE = `SELECT ${EVENT} FROM inbox INDEXED BY inbox_by_park_until
  WHERE park_until <= ? ORDER BY park_until, seq LIMIT ?`;

const UNPARK = `UPDATE inbox INDEXED BY inbox_by_park_key
  SET park_key = NULL, park_until = NULL WHERE park_key = ?`;

type StoredEvent = [
  seq: number,
  kind: string,
  slot: number,
  app: string,
  portal: string,
  account: string | null,
  receivedAt: number,
  sealed: Uint8Array,
];

/** What arrived and is not yet dealt with, and the keys of what ever arrived. */
export class Inbox {
  readonly #sql: Statements;
  readonly #sealer: Sealer;

  constructor(sql: Statements, sealer: Sealer) {
    this.#sql = sql;
    this.#sealer = sealer;
  }

  /** Inside a transaction, in which nobody else can number an event. */
  append(events: NewEventRow[]): AppendOutcome[] {
    let seq = this.#lastSeq();
    return events.map(([kind, slot, app, portal, account, receivedAt, dedupeKey, dedupeUntil, body]) => {
      const isNew = dedupeKey === null || this.#sql.run(REMEMBER, dedupeKey, dedupeUntil, receivedAt) === 1;
      if (!isNew) return 'duplicate';
      seq += 1;
      const sealed = this.#sealer.seal('inbox', String(seq), body);
      this.#sql.run(INSERT, seq, kind, slot, app, portal, account, receivedAt, sealed);
      return 'appended';
    });
  }

  consume(seq: number): void {
    this.#sql.run('DELETE FROM inbox WHERE seq = ?', seq);
  }

  park(seq: number, parkKey: string, untilMs: number): void {
    this.#sql.run('UPDATE inbox SET park_key = ?, park_until = ? WHERE seq = ?', parkKey, untilMs, seq);
  }

  unpark(parkKey: string): void {
    this.#sql.run(UNPARK, parkKey);
  }

  ready(afterSeq: number, limit: number): EventRow[] {
    return this.#events(READY, afterSeq, limit);
  }

  parked({ afterSeq, limit, portal }: { afterSeq: number; limit: number; portal: string | undefined }): EventRow[] {
    if (portal === undefined) return this.#events(PARKED, afterSeq, limit);
    return this.#events(PARKED_OF_PORTAL, portal, afterSeq, limit);
  }

  overdue(nowMs: number, limit: number): EventRow[] {
    return this.#events(OVERDUE, nowMs, limit);
  }

  #events(text: string, ...values: SqlValue[]): EventRow[] {
    return this.#sql.all<StoredEvent>(text, ...values).map((row) => this.#opened(row));
  }

  /** One row that cannot be opened must not keep the others waiting. */
  #opened([seq, kind, slot, app, portal, account, receivedAt, sealed]: StoredEvent): EventRow {
    try {
      const body = this.#sealer.open('inbox', String(seq), sealed);
      return [seq, kind, slot, app, portal, account, receivedAt, body];
    } catch (error) {
      const { code, detail } = toFailure(error);
      return [seq, kind, slot, app, portal, account, receivedAt, '', { code, detail }];
    }
  }

  /** The number is part of what is sealed, so it must be known before the row is written. Numbers are never used twice. */
  #lastSeq(): number {
    return this.#sql.get<[number]>(`SELECT seq FROM sqlite_sequence WHERE name = 'inbox'`)?.[0] ?? 0;
  }
}
