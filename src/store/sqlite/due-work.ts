import type { ColumnValue } from '../../outbox/table.js';
import type { DueQuery } from '../../outbox/work-store.js';
import { declaredTable } from '../declared-rows.js';
import { DuePortals } from '../due-portals.js';
import type { DocumentRow } from './protocol.js';
import type { Statements } from './statements.js';

const COLUMNS = Object.keys(declaredTable('work').columns);
const QUEUE = COLUMNS.indexOf('queue');
const PORTAL = COLUMNS.indexOf('portal');
const DUE_AT = COLUMNS.indexOf('due_at');

const DUE = `SELECT "key", doc FROM work INDEXED BY work_by_queue_portal_due_at
  WHERE queue = ? AND portal = ? AND due_at <= ? ORDER BY due_at, "key" LIMIT ? OFFSET ?`;

const NEXT_OF_PORTAL = `SELECT due_at FROM work INDEXED BY work_by_queue_portal_due_at
  WHERE queue = ? AND portal = ? AND due_at IS NOT NULL ORDER BY due_at LIMIT 1`;

/** One step of a loose index scan: the first row of the portal that follows. */
const NEXT_PORTAL = `SELECT queue, portal, due_at FROM work INDEXED BY work_by_queue_portal_due_at
  WHERE (queue, portal) > (?, ?) AND due_at IS NOT NULL ORDER BY queue, portal, due_at LIMIT 1`;

const NEXT_OF_ALL = `SELECT due_at FROM work INDEXED BY work_by_due_at
  WHERE due_at > ? ORDER BY due_at LIMIT 1`;

interface Turn {
  portal: string;
  rows: DocumentRow[];
  /** There is nothing more, or the caller wants no more of it. */
  done: boolean;
}

/** Rows of work that are due, the portals in turns. Costs grow with the portals that are due and with what is asked for. */
export class DueWork {
  readonly #sql: Statements;
  readonly #queues = new Map<string, DuePortals>();

  constructor(sql: Statements) {
    this.#sql = sql;
  }

  /** Learns every portal that has work, one look at the index each. */
  learn(): void {
    this.#queues.clear();
    let after: [string, string] = ['', ''];
    for (;;) {
      const head = this.#sql.get<[string, string, number]>(NEXT_PORTAL, ...after);
      if (head === undefined) return;
      const [queue, portal, dueAt] = head;
      this.#portals(queue).note(portal, dueAt);
      after = [queue, portal];
    }
  }

  /** A row of work is being written, with these columns. */
  written(values: ColumnValue[]): void {
    const dueAt = values[DUE_AT];
    if (typeof dueAt === 'number') this.#portals(String(values[QUEUE])).note(String(values[PORTAL]), dueAt);
  }

  due(query: DueQuery): DocumentRow[] {
    const portals = this.#portals(query.queue);
    const turns = this.#firstTurns(portals, query);
    this.#furtherTurns(turns, query);
    for (const { portal } of inOrderOfLastRow(turns)) portals.served(portal);
    return inTurns(turns);
  }

  /** The earliest time after this one at which anything is due. */
  nextAt(afterMs: number): number | undefined {
    return this.#sql.get<[number]>(NEXT_OF_ALL, afterMs)?.[0];
  }

  /** The first row of each portal, for as many portals as rows are wanted. */
  #firstTurns(portals: DuePortals, query: DueQuery): Turn[] {
    const except = new Set(query.except);
    const turns: Turn[] = [];
    if (query.limit < 1 || query.perPortal < 1) return turns;
    for (const portal of portals.turns(query.nowMs)) {
      if (except.has(portal)) continue;
      const rows = this.#rows(query, portal, 1, 0);
      if (rows.length === 0) {
        portals.idle(portal, this.#sql.get<[number]>(NEXT_OF_PORTAL, query.queue, portal)?.[0]);
        continue;
      }
      turns.push({ portal, rows, done: query.perPortal === 1 });
      if (turns.length === query.limit) break;
    }
    return turns;
  }

  /** What is left of the limit is shared out evenly, again and again, among those that have more. */
  #furtherTurns(turns: Turn[], query: DueQuery): void {
    let left = query.limit - turns.length;
    let open = turns.filter((turn) => !turn.done);
    while (left > 0 && open.length > 0) {
      const share = Math.max(1, Math.floor(left / open.length));
      for (const turn of open.slice(0, left)) {
        const wanted = Math.min(share, query.perPortal - turn.rows.length);
        const rows = this.#rows(query, turn.portal, wanted, turn.rows.length);
        turn.rows.push(...rows);
        turn.done = rows.length < wanted || turn.rows.length === query.perPortal;
        left -= rows.length;
      }
      open = open.filter((turn) => !turn.done);
    }
  }

  #rows({ queue, nowMs }: DueQuery, portal: string, limit: number, offset: number): DocumentRow[] {
    return this.#sql.all<DocumentRow>(DUE, queue, portal, nowMs, limit, offset);
  }

  #portals(queue: string): DuePortals {
    let portals = this.#queues.get(queue);
    if (portals === undefined) {
      portals = new DuePortals();
      this.#queues.set(queue, portals);
    }
    return portals;
  }
}

/** The first of each before the second of any. */
function inTurns(turns: Turn[]): DocumentRow[] {
  const most = Math.max(0, ...turns.map((turn) => turn.rows.length));
  const rows: DocumentRow[] = [];
  for (let turn = 0; turn < most; turn++) {
    for (const { rows: own } of turns) {
      const row = own[turn];
      if (row !== undefined) rows.push(row);
    }
  }
  return rows;
}

/** Whoever got least stands first in the next round. */
function inOrderOfLastRow(turns: Turn[]): Turn[] {
  return turns.toSorted((one, other) => one.rows.length - other.rows.length);
}
