import type { Logger } from '../../contract/logger.js';
import type { Scheduler } from '../../policy/scheduler.js';
import { IdlePace } from '../idle-pace.js';
import { type InboxEvent, UNREADABLE } from '../inbox-event.js';
import type { FoldEvent } from '../reducer.js';
import type { WorkStore } from '../work-store.js';

/** How often another process's appends, and events that have waited long enough, are looked for, ms. */
const INBOX_POLL_MS = 500;

/** What the fold is given of the inbox, and when it is to look again. */
export class InboxFeed {
  #mayHold = true;
  #isOpen = false;
  #overdueReadMs = Number.NEGATIVE_INFINITY;
  /** When it is looked again, whatever is heard, by a clock that is never set back. */
  #lookAtMs = 0;
  #pace = new IdlePace(INBOX_POLL_MS, () => INBOX_POLL_MS);

  constructor(
    private readonly store: Pick<WorkStore, 'inbox' | 'overdueParked'>,
    private readonly scheduler: Scheduler,
    private readonly log: Logger,
  ) {}

  /** Until then nothing is taken. */
  open(): void {
    this.#isOpen = true;
  }

  /** Where nothing comes, looks become as rare as this says, ms; never more often than twice a second. */
  restUpTo(restMs: () => number): void {
    this.#pace = new IdlePace(INBOX_POLL_MS, restMs);
  }

  /** There may be something to take. Another process does not say so: it is looked after a while, however busy the fold is otherwise. */
  get mayHold(): boolean {
    return this.#isOpen && (this.#mayHold || this.scheduler.monotonic() >= this.#lookAtMs);
  }

  /** There is something new, and more may follow. */
  heard(): void {
    this.#pace.found();
    this.#mayHold = true;
  }

  lookAgain(): void {
    this.#mayHold = true;
  }

  /** How long until the next look where nothing is heard, ms. */
  restMs(): number {
    if (!this.#isOpen) return INBOX_POLL_MS;
    return Math.max(0, this.#lookAtMs - this.scheduler.monotonic());
  }

  /** Never rejects: what cannot be read now is there at the next look. */
  async take(room: number): Promise<FoldEvent[]> {
    this.#mayHold = false;
    const events = await this.#read(room);
    if (events.length > 0) this.#pace.found();
    if (events.length >= room) this.#mayHold = true;
    this.#lookAtMs = this.scheduler.monotonic() + this.#pace.rest();
    return events;
  }

  async #read(room: number): Promise<FoldEvent[]> {
    try {
      const fresh = await this.store.inbox(0, room);
      const overdue = fresh.length < room ? await this.#readOverdue(room - fresh.length) : [];
      return [...fresh.map((event) => toFold(event, false)), ...overdue.map((event) => toFold(event, true))];
    } catch (error) {
      this.log.warn('the inbox cannot be read', { error: String(error) });
      return [];
    }
  }

  /** What waits does so for minutes at least: it is not asked for with every batch. */
  async #readOverdue(room: number): Promise<InboxEvent[]> {
    const now = this.scheduler.now();
    if (Math.abs(now - this.#overdueReadMs) < INBOX_POLL_MS) return [];
    const overdue = await this.store.overdueParked(now, room);
    if (overdue.length < room) this.#overdueReadMs = now;
    return overdue;
  }
}

function toFold(event: InboxEvent, overdue: boolean): FoldEvent {
  const { app, portal, account, receivedAtMs, unreadable } = event;
  const { kind, body } = unreadable ? { kind: UNREADABLE, body: { ...unreadable, was: event.kind } } : event;
  return {
    kind,
    app,
    portal,
    ...(account === undefined ? {} : { account }),
    receivedAtMs,
    inbox: event,
    overdue,
    body,
  };
}
