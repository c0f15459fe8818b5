import { type AppendedEvent, type Backlog, looked, type Share, shareOfWork, toBacklog } from '../../outbox/backlog.js';
import type { Statements } from './statements.js';

/** The index is named, because by itself SQLite would here walk over every parked row. */
const EVENTS = `SELECT app, portal, count(*), min(received_at) FROM (
    SELECT app, portal, received_at FROM inbox INDEXED BY inbox_by_seq_park_key
    WHERE park_key IS NULL ORDER BY seq LIMIT ?)
  GROUP BY app, portal`;

const DUE = `SELECT portal, count(*), min(due_at) FROM (
    SELECT portal, due_at FROM work INDEXED BY work_by_due_at WHERE due_at <= ? ORDER BY due_at LIMIT ?)
  GROUP BY portal`;

const WAITS = `SELECT 1 FROM inbox INDEXED BY inbox_by_seq_park_key
  WHERE park_key IS NULL AND slot = ? AND kind = ? AND received_at = ? LIMIT 1`;

export function readBacklog(sql: Statements, nowMs: number, atMost: number): Backlog {
  const events = sql.all<Share>(EVENTS, atMost);
  const due = sql.all<[string, number, number]>(DUE, nowMs, atMost).map(shareOfWork);
  return toBacklog(events, due, looked(events) < atMost && looked(due) < atMost);
}

export function eventWaits(sql: Statements, { slot, kind, receivedAtMs }: AppendedEvent): boolean {
  return sql.get(WAITS, slot, kind, receivedAtMs) !== undefined;
}
