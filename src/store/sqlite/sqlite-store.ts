import type { AppendedEvent, Backlog, StoreView } from '../../outbox/backlog.js';
import type { Change } from '../../outbox/change.js';
import type { AppendOutcome, InboxEvent, NewInboxEvent } from '../../outbox/inbox-event.js';
import type { LiveSealer, ResealedPage, Resealing, ResealRequest } from '../../outbox/resealing.js';
import type { ColumnValue, StoredRow } from '../../outbox/table.js';
import type { DueQuery, Find, Prune, Read, WorkStore } from '../../outbox/work-store.js';
import { toChangeRow } from '../change-rows.js';
import { declaredTable, sealedTable } from '../declared-rows.js';
import { checkFilter, checkLimit, checkPrune, checkRead } from '../find-check.js';
import { type NewEventRow, toEventRow, toInboxEvent } from '../inbox-rows.js';
import { groupsToReseal, lookedAt } from '../resealed-page.js';
import { SEALED_TABLES } from '../schema.js';
import type { DocumentRow } from './protocol.js';
import type { WorkerLink } from './worker-link.js';

const JOURNAL = declaredTable('journal');

/** The store on the caller's side: checks and packs what goes to the thread of the database, unpacks what comes back. */
export class SqliteStore implements WorkStore, StoreView, Resealing {
  readonly epoch: number;
  readonly keyIds: readonly string[];
  readonly sealedTables = SEALED_TABLES;
  readonly #link: WorkerLink;

  constructor(link: WorkerLink, epoch: number, keyIds: readonly string[]) {
    this.#link = link;
    this.epoch = epoch;
    this.keyIds = keyIds;
  }

  async append(events: NewInboxEvent[]): Promise<AppendOutcome[]> {
    const rows: NewEventRow[] = [];
    const refused: unknown[] = [];
    for (const event of events) {
      try {
        rows.push(toEventRow(event));
      } catch (error) {
        refused.push(error);
      }
    }
    const outcomes = rows.length === 0 ? [] : await this.#link.call('append', rows);
    // The others are stored; appended again, they are duplicates.
    if (refused.length > 0) throw refused[0];
    return outcomes;
  }

  async commit(changes: Change[]): Promise<void> {
    await this.#link.call('commit', changes.map(toChangeRow));
  }

  async read(requests: Read[]): Promise<StoredRow[][]> {
    for (const request of requests) checkRead(request);
    const answers = await this.#link.call('read', requests);
    return answers.map((rows) => rows.map(toStoredRow));
  }

  async inbox(afterSeq: number, limit: number): Promise<InboxEvent[]> {
    checkLimit(limit);
    return (await this.#link.call('inbox', { afterSeq, limit })).map(toInboxEvent);
  }

  async parked(afterSeq: number, limit: number, portal?: string): Promise<InboxEvent[]> {
    checkLimit(limit);
    return (await this.#link.call('parked', { afterSeq, limit, portal })).map(toInboxEvent);
  }

  async overdueParked(nowMs: number, limit: number): Promise<InboxEvent[]> {
    checkLimit(limit);
    return (await this.#link.call('overdueParked', { nowMs, limit })).map(toInboxEvent);
  }

  async due(query: DueQuery): Promise<StoredRow[]> {
    checkLimit(query.limit);
    checkLimit(query.perPortal);
    return (await this.#link.call('due', query)).map(toStoredRow);
  }

  nextDueAt(afterMs: number): Promise<number | undefined> {
    return this.#link.call('nextDueAt', afterMs);
  }

  async journal(
    afterSeq: number,
    limit: number,
    equal: Record<string, ColumnValue> = {},
  ): Promise<(StoredRow & { seq: number })[]> {
    checkLimit(limit);
    checkFilter(JOURNAL, { equal });
    const rows = await this.#link.call('journal', { afterSeq, limit, equal });
    return rows.map(([seq, doc]) => ({ seq, key: String(seq), doc }));
  }

  async prune(what: Prune): Promise<number> {
    checkPrune(what);
    return this.#link.call('prune', what);
  }

  async count(find: Omit<Find, 'order' | 'limit'>): Promise<number> {
    checkFilter(declaredTable(find.table), find);
    return this.#link.call('count', find);
  }

  async backlog(nowMs: number, atMost: number): Promise<Backlog> {
    checkLimit(atMost);
    return this.#link.call('backlog', { nowMs, atMost });
  }

  waits({ kind, slot, receivedAtMs }: AppendedEvent): Promise<boolean> {
    return this.#link.call('waits', { kind, slot, receivedAtMs });
  }

  async reseal({ table, after, limit, check = false }: ResealRequest): Promise<ResealedPage> {
    checkLimit(limit);
    const rows = await this.#link.call('sealed', { table: sealedTable(table).name, after, limit });
    const page = lookedAt(rows, limit);
    if (check) return page;
    for (const ids of groupsToReseal(rows, this.keyIds))
      page.resealed += await this.#link.call('reseal', { table, ids });
    return page;
  }

  sealers(): Promise<LiveSealer[]> {
    return this.#link.call('sealers', undefined);
  }

  forgetOtherKeys(): Promise<void> {
    return this.#link.call('forgetOtherKeys', undefined);
  }

  ping(): Promise<void> {
    return this.#link.call('ping', undefined);
  }

  close(): Promise<void> {
    return this.#link.close();
  }
}

function toStoredRow([key, doc]: DocumentRow): StoredRow {
  return { key, doc };
}
