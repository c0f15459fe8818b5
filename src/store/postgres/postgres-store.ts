import { ChannelwrightError } from '../../errors/channelwright-error.js';
import type {
  Announcement,
  ClaimedSlot,
  FleetStore,
  FleetSurvey,
  NewMember,
  Renewal,
  WakeReason,
} from '../../fleet/fleet-store.js';
import type { AppendedEvent, Backlog, StoreView } from '../../outbox/backlog.js';
import type { Change } from '../../outbox/change.js';
import type { AppendOutcome, InboxEvent, NewInboxEvent } from '../../outbox/inbox-event.js';
import type { SlotEpoch } from '../../outbox/owned-slots.js';
import type { LiveSealer, ResealedPage, Resealing, ResealRequest } from '../../outbox/resealing.js';
import type { ColumnValue, StoredRow } from '../../outbox/table.js';
import type { DueQuery, Find, Prune, Read } from '../../outbox/work-store.js';
import { declaredTable } from '../declared-rows.js';
import { checkFilter, checkLimit, checkPrune, checkRead } from '../find-check.js';
import { SEALED_TABLES } from '../schema.js';
import type { PostgresParts } from './postgres-parts.js';

const JOURNAL = declaredTable('journal');

/** The store of a fleet, in PostgreSQL. */
export class PostgresStore implements FleetStore, StoreView, Resealing {
  /** Slots are owned one by one. */
  readonly epoch = 0;
  #closing: Promise<void> | undefined;

  readonly sealedTables = SEALED_TABLES;
  readonly keyIds: readonly string[];

  constructor(private readonly parts: PostgresParts) {
    this.keyIds = parts.resealer.keyIds;
  }

  async append(events: NewInboxEvent[]): Promise<AppendOutcome[]> {
    this.#assertOpen();
    return this.parts.appender.append(events);
  }

  async commit(changes: Change[], under?: readonly SlotEpoch[]): Promise<void> {
    this.#assertOpen();
    await this.parts.committer.commit(changes, under);
  }

  async read(requests: Read[]): Promise<StoredRow[][]> {
    this.#assertOpen();
    for (const request of requests) checkRead(request);
    await this.parts.committer.settled();
    return this.parts.documents.read(requests);
  }

  async inbox(afterSeq: number, limit: number): Promise<InboxEvent[]> {
    this.#assertOpen();
    checkLimit(limit);
    return this.parts.inbox.ready(afterSeq, limit);
  }

  async parked(afterSeq: number, limit: number, portal?: string): Promise<InboxEvent[]> {
    this.#assertOpen();
    checkLimit(limit);
    return this.parts.inbox.parked(afterSeq, limit, portal);
  }

  async overdueParked(nowMs: number, limit: number): Promise<InboxEvent[]> {
    this.#assertOpen();
    checkLimit(limit);
    return this.parts.inbox.overdue(nowMs, limit);
  }

  async due(query: DueQuery): Promise<StoredRow[]> {
    this.#assertOpen();
    checkLimit(query.limit);
    checkLimit(query.perPortal);
    await this.parts.committer.settled();
    return this.parts.work.due(query);
  }

  async nextDueAt(afterMs: number): Promise<number | undefined> {
    this.#assertOpen();
    return this.parts.work.nextAt(afterMs);
  }

  async journal(
    afterSeq: number,
    limit: number,
    equal: Record<string, ColumnValue> = {},
  ): Promise<(StoredRow & { seq: number })[]> {
    this.#assertOpen();
    checkLimit(limit);
    checkFilter(JOURNAL, { equal });
    return this.parts.journal.after(afterSeq, limit, equal);
  }

  async prune(what: Prune): Promise<number> {
    this.#assertOpen();
    checkPrune(what);
    return this.parts.documents.prune(what);
  }

  async count(find: Omit<Find, 'order' | 'limit'>): Promise<number> {
    this.#assertOpen();
    checkFilter(declaredTable(find.table), find);
    return this.parts.documents.count(find);
  }

  async backlog(nowMs: number, atMost: number): Promise<Backlog> {
    this.#assertOpen();
    checkLimit(atMost);
    return this.parts.backlog.read(nowMs, atMost);
  }

  async waits(event: AppendedEvent): Promise<boolean> {
    this.#assertOpen();
    return this.parts.backlog.waits(event);
  }

  async reseal(request: ResealRequest): Promise<ResealedPage> {
    this.#assertOpen();
    checkLimit(request.limit);
    return this.parts.resealer.reseal(request);
  }

  async sealers(): Promise<LiveSealer[]> {
    this.#assertOpen();
    return this.parts.resealer.sealers();
  }

  async forgetOtherKeys(): Promise<void> {
    this.#assertOpen();
    await this.parts.resealer.forgetOtherKeys();
  }

  async ping(): Promise<void> {
    this.#assertOpen();
    await this.parts.ping();
  }

  async take(slots: readonly SlotEpoch[]): Promise<number> {
    this.#assertOpen();
    const { taken, work, inbox } = this.parts;
    const released = await taken.addAfter(slots, () => work.take(slots));
    inbox.surveySoon();
    return released;
  }

  drop(slots: readonly number[]): void {
    this.parts.taken.remove(slots);
    this.parts.work.drop(new Set(slots));
  }

  async announced(cursor?: string): Promise<{ cursor: string; rows: Announcement[] }> {
    this.#assertOpen();
    return this.parts.announcements.since(cursor);
  }

  onWake(wake: (about: WakeReason) => void): void {
    const { wakes, taken } = this.parts;
    wakes.onWake(({ slots, announced }) => {
      if (slots.some((slot) => taken.has(slot))) wake('inbox');
      if (announced) wake('directory');
    });
  }

  get isWoken(): boolean {
    return this.parts.wakes.areHeard;
  }

  async join(member: NewMember): Promise<string> {
    this.#assertOpen();
    return this.parts.ledger.join(member);
  }

  async renew(id: string): Promise<Renewal | undefined> {
    this.#assertOpen();
    return this.parts.ledger.renew(id);
  }

  async claim(id: string, limit: number): Promise<ClaimedSlot[]> {
    this.#assertOpen();
    return this.parts.ledger.claim(id, limit);
  }

  async release(id: string, slots: readonly SlotEpoch[]): Promise<void> {
    this.#assertOpen();
    await this.parts.ledger.release(id, slots);
  }

  async retire(id: string): Promise<void> {
    this.#assertOpen();
    await this.parts.ledger.retire(id);
  }

  async leave(id: string): Promise<void> {
    this.#assertOpen();
    await this.parts.ledger.leave(id);
  }

  async survey(): Promise<FleetSurvey> {
    this.#assertOpen();
    return this.parts.ledger.survey();
  }

  async raiseEpochs(): Promise<void> {
    this.#assertOpen();
    await this.parts.ledger.raiseEpochs();
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  /** What was asked for is finished first. */
  async #close(): Promise<void> {
    const { appender, committer, wakes, sql } = this.parts;
    await Promise.all([appender.settled(), committer.settled()]);
    await wakes.close();
    await sql.close();
  }

  #assertOpen(): void {
    if (this.#closing !== undefined) throw new ChannelwrightError('CW_STORE_STOPPED');
  }
}
