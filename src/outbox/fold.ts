import { inject, injectable } from 'inversify';
import type { Logger } from '../contract/logger.js';
import { TOKENS } from '../contract/tokens.js';
import { ChannelwrightError, isChannelwrightError } from '../errors/channelwright-error.js';
import type { Scheduler } from '../policy/scheduler.js';
import { SCHEDULER } from '../policy/tokens.js';
import type { Change } from './change.js';
import { DEAD_LETTERS, unfoldable } from './dead-letter.js';
import { EventTx } from './event-tx.js';
import { InboxFeed } from './inbox-feed.js';
import { OWNED_SLOTS, type OwnedSlots, type SlotEpoch } from './owned-slots.js';
import { type FoldEvent, REDUCERS, type Reducer, SETTLERS, type Settler } from './reducer.js';
import { settle } from './settle.js';
import { slotOf } from './slot.js';
import type { Table } from './table.js';
import type { Emission } from './tx.js';
import { WORK_STORE, type WorkStore } from './work-store.js';
import { WorkingSet } from './working-set.js';

/** Events folded in one commit, at most. */
const BATCH = 256;
/** How many of them may be outcomes of our own calls while the inbox holds something too: neither waits for the other. */
const SUBMITTED = 192;
/** How long to wait before a commit that could not be written is tried again, ms. */
const STORE_RETRY_MS = 250;

/** What is told after each commit. */
export interface FoldObserver {
  /** Events of the inbox and outcomes of our own calls, by what the commit wrote. */
  folded?(events: readonly FoldEvent[]): void;
  emitted(emissions: Emission[]): void;
  /** The rows of a table that the commit wrote; `row` undefined: removed. */
  committed(rows: (table: string) => { key: string; row: unknown }[]): void;
  /** The store cannot be written (`false`) or can be again. */
  writable(can: boolean, cause?: unknown): void;
  /** This process has lost the store for good. */
  lost(error: unknown): void;
}

export const FOLD_OBSERVER = Symbol.for('channelwright.FoldObserver');

interface Submission {
  event: FoldEvent;
  resolve(answer: unknown): void;
  reject(error: unknown): void;
}

/** Why the store refuses what events read or write, and the slots they were folded under. */
interface Failure {
  cause: unknown;
  under: readonly SlotEpoch[];
}

/**
 * The one writer. A serial loop: it takes the outcomes of our own calls and the events of the inbox, runs the reducers and
 * settlers on a working set, and writes one commit. Only when the commit is durable are outcomes confirmed and listeners told.
 */
@injectable()
export class Fold {
  readonly #byKind = new Map<string, Reducer[]>();
  readonly #set = new WorkingSet();
  #submissions: Submission[] = [];
  readonly #inbox: InboxFeed;
  #wake: (() => void) | undefined;
  #stopping = false;
  #hurried = false;
  #running: Promise<void> | undefined;
  #folded = 0;
  /** Why nothing is folded any more. */
  #ended: unknown;
  /** What reducers answered, by event. */
  readonly #answers = new WeakMap<FoldEvent, unknown>();
  /** Why events came to nothing: they are dead letters. */
  readonly #buried = new WeakMap<FoldEvent, unknown>();

  constructor(
    @inject(WORK_STORE) private readonly store: WorkStore,
    @inject(REDUCERS) reducers: readonly Reducer[],
    @inject(SETTLERS) private readonly settlers: readonly Settler[],
    @inject(FOLD_OBSERVER) private readonly observer: FoldObserver,
    @inject(SCHEDULER) private readonly scheduler: Scheduler,
    @inject(TOKENS.Logger) private readonly log: Logger,
    @inject(OWNED_SLOTS) private readonly slots: OwnedSlots,
  ) {
    this.#inbox = new InboxFeed(store, scheduler, log);
    for (const reducer of reducers) {
      for (const kind of reducer.kinds) this.#byKind.set(kind, [...(this.#byKind.get(kind) ?? []), reducer]);
    }
  }

  /**
   * @param inbox `closed`: only what is submitted, until `openInbox`
   * @param restMs how long it may go without a look at the inbox where nothing comes; default, and at least: half a second
   */
  start(inbox: 'open' | 'closed' = 'open', restMs?: () => number): void {
    if (restMs) this.#inbox.restUpTo(restMs);
    if (inbox === 'open') this.#inbox.open();
    this.#running ??= this.#loop();
  }

  /** What the inbox depends on is known: its events are taken from now on. */
  openInbox(): void {
    this.#inbox.open();
    this.notify();
  }

  /** Folds what was submitted so far, then ends. The inbox keeps the rest. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#wake?.();
    await this.#running;
  }

  /** A store that cannot write is not waited for any longer: whoever waits for a commit hears that it failed. */
  hurry(): void {
    this.#hurried = true;
  }

  submit(event: FoldEvent): Promise<unknown> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    if (this.#slotOf(event) === undefined) return Promise.reject(new ChannelwrightError('CW_STORE_FENCED'));
    return new Promise((resolve, reject) => {
      this.#submissions.push({ event, resolve, reject });
      this.#wake?.();
    });
  }

  /** How many events were folded since the start. */
  get folded(): number {
    return this.#folded;
  }

  /** The inbox holds something new. */
  notify(): void {
    this.#inbox.heard();
    this.#wake?.();
  }

  /** The row as it was last committed, where it is in memory. */
  committedRow(table: string, key: string): { row: unknown } | undefined {
    return this.#set.committedRow(table, key);
  }

  /** Rows were deleted by retention, or belong to slots whose owner has changed. */
  forget(): void {
    this.#set.forget();
  }

  /** Another process has written a row that several may write (a shared gate, say): this is how it is now. */
  learn(table: string, key: string, row: unknown): void {
    this.#set.learn(table, key, row);
  }

  async #loop(): Promise<void> {
    while (this.#ended === undefined) {
      const { submissions, events } = await this.#take();
      if (events.length > 0) await this.#foldAndCommit(events, submissions);
      else if (this.#stopping) this.#ended = new ChannelwrightError('CW_NOT_RUNNING');
      else await this.#idle();
    }
  }

  async #take(): Promise<{ submissions: Submission[]; events: FoldEvent[] }> {
    const takesInbox = this.#inbox.mayHold && !this.#stopping;
    const submissions = this.#submissions.splice(0, takesInbox ? SUBMITTED : BATCH);
    const events = submissions.map((submission) => submission.event);
    if (!takesInbox) return { submissions, events };
    return { submissions, events: [...events, ...(await this.#inbox.take(BATCH - events.length))] };
  }

  async #idle(): Promise<void> {
    const cancel = this.scheduler.at(this.scheduler.now() + this.#inbox.restMs(), () => {
      this.#inbox.lookAgain();
      this.#wake?.();
    });
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      if (this.#submissions.length > 0 || this.#inbox.mayHold || this.#stopping) resolve();
    });
    this.#wake = undefined;
    cancel();
  }

  async #foldAndCommit(events: FoldEvent[], submissions: Submission[]): Promise<void> {
    try {
      await this.#foldBatch(events);
      this.#folded += events.length;
      for (const submission of submissions) this.#confirm(submission);
    } catch (error) {
      this.#ended = error;
      for (const submission of [...submissions, ...this.#submissions]) submission.reject(error);
      this.#submissions = [];
      this.observer.lost(error);
    }
  }

  #confirm({ event, resolve, reject }: Submission): void {
    if (this.#buried.has(event)) reject(this.#buried.get(event));
    else resolve(this.#answers.get(event));
  }

  async #foldBatch(events: FoldEvent[]): Promise<void> {
    const failure = await this.#tryBatch(events);
    if (failure === undefined) return this.#tell(events);
    this.#set.restart();
    if (events.length > 1) {
      for (const event of events) await this.#foldBatch([event]);
      return;
    }
    if (isFenced(failure.cause)) this.#lose(events[0]!, failure);
    else await this.#bury(events[0]!, failure.cause);
  }

  /** Another process owns its slot. An event of the inbox stays there for it; whoever submitted one is told. */
  #lose(event: FoldEvent, { cause, under }: Failure): void {
    this.#set.forget();
    this.#buried.set(event, cause);
    // As it was owned then: it may have come back meanwhile.
    for (const slot of under) this.slots.fenced(slot);
  }

  #slotOf({ app, portal }: FoldEvent): SlotEpoch | undefined {
    const slot = slotOf(app, portal);
    const epoch = this.slots.epochOf(slot);
    return epoch === undefined ? undefined : { slot, epoch };
  }

  /** The slots of these events. @throws ChannelwrightError `CW_STORE_FENCED` where one is not owned any more */
  #slotsOf(events: readonly FoldEvent[]): SlotEpoch[] {
    const slots = new Map<number, SlotEpoch>();
    for (const event of events) {
      const own = this.#slotOf(event);
      if (!own) throw new ChannelwrightError('CW_STORE_FENCED');
      slots.set(own.slot, own);
    }
    return [...slots.values()];
  }

  /** Answers why the store refuses what the events read or write, if it does; waits while it cannot be used at all. */
  async #tryBatch(events: FoldEvent[]): Promise<Failure | undefined> {
    let under: SlotEpoch[] = [];
    try {
      // Told before anything is reduced: what is lost and owned again meanwhile is refused by the store.
      under = this.#slotsOf(events);
      await this.#reduceAll(events);
      const changes = this.#set.changes();
      await this.#write(changes, under);
      if (changes.some(({ op }) => op === 'unpark')) this.#inbox.lookAgain();
      return undefined;
    } catch (cause) {
      if (this.#isEndOfStore(cause)) throw cause;
      return { cause, under };
    }
  }

  async #write(changes: Change[], under: readonly SlotEpoch[]): Promise<void> {
    this.#set.expect();
    if (changes.length > 0) await this.#patiently(() => this.store.commit(changes, under));
  }

  #tell(events: readonly FoldEvent[]): void {
    const { emissions, rows } = this.#set.committed();
    this.observer.folded?.(events);
    this.observer.committed(rows);
    if (emissions.length > 0) this.observer.emitted(emissions);
  }

  /** Runs every event; loads what they missed; until none missed anything. */
  async #reduceAll(events: FoldEvent[]): Promise<void> {
    for (;;) {
      const nowMs = this.scheduler.now();
      for (const event of events) this.#reduceOne(event, nowMs);
      const reads = this.#set.missing();
      if (reads.length === 0) return;
      this.#set.restart();
      this.#set.expect();
      this.#set.load(reads, await this.#patiently(() => this.store.read(reads)));
    }
  }

  #reduceOne(event: FoldEvent, nowMs: number): void {
    const tx = this.#txOf(event, nowMs);
    // What an earlier run answered was about rows as they no longer are.
    this.#answers.delete(event);
    this.#buried.delete(event);
    try {
      for (const reducer of this.#reducersOf(event)) reducer.reduce(event, tx);
      settle(tx, this.settlers, (table, key) => this.#before(table, key));
    } catch (error) {
      // A reducer may stumble over a row that only seemed to be absent: it runs again once the row is here.
      if (!tx.incomplete) this.#buryInSet(event, error, nowMs);
      return;
    }
    if (tx.incomplete) return;
    const writes = tx.finish();
    if (writes.answer) this.#answers.set(event, writes.answer.value);
    this.#set.keep(writes);
  }

  #txOf(event: FoldEvent, nowMs: number): EventTx {
    return new EventTx(this.#set, event, nowMs, this.#slotOf(event)?.epoch ?? 0);
  }

  #reducersOf({ kind, inbox }: FoldEvent): Reducer[] {
    const reducers = this.#byKind.get(kind);
    if (!reducers && inbox) throw new Error('this version knows no such event');
    return reducers ?? [];
  }

  #before(table: Table<unknown>, key: string): unknown {
    const seen = this.#set.look(table, key);
    return seen.known ? seen.row : undefined;
  }

  #buryInSet(event: FoldEvent, error: unknown, nowMs: number): void {
    const detail = error instanceof Error ? error.message : String(error);
    this.log.error('an event could not be folded', { kind: event.kind, seq: event.inbox?.seq, detail });
    this.#answers.delete(event);
    this.#buried.set(event, error);
    const tx = this.#txOf(event, nowMs);
    tx.put(DEAD_LETTERS, unfoldable(event, detail, nowMs));
    this.#set.keep(tx.finish());
  }

  /** The event alone cannot be read for or written: it is kept as a dead letter in its stead. */
  async #bury(event: FoldEvent, error: unknown): Promise<void> {
    this.#buryInSet(event, error, this.scheduler.now());
    let under: SlotEpoch[] = [];
    try {
      under = this.#slotsOf([event]);
      await this.#write(this.#set.changes(), under);
      this.#tell([event]);
    } catch (cause) {
      if (this.#isEndOfStore(cause) || !isFenced(cause)) throw cause;
      this.#set.restart();
      this.#lose(event, { cause, under });
    }
  }

  /** Nothing is wrong with the events: it is the store that is no longer ours, or that there is no time to wait for. */
  #isEndOfStore(error: unknown): boolean {
    return (isFenced(error) && !this.slots.shared) || isChannelwrightError(error, 'CW_STORE_UNAVAILABLE');
  }

  /** Waits while the store cannot be used at all. */
  async #patiently<T>(call: () => Promise<T>): Promise<T> {
    for (let failed = false; ; failed = true) {
      try {
        const answer = await call();
        if (failed) this.observer.writable(true);
        return answer;
      } catch (error) {
        const mayPass = isChannelwrightError(error, 'CW_STORE_UNAVAILABLE');
        if (!mayPass || this.#stopping || this.#hurried) throw error;
        if (!failed) this.observer.writable(false, error);
        await this.scheduler.sleep(STORE_RETRY_MS);
      }
    }
  }
}

function isFenced(error: unknown): boolean {
  return isChannelwrightError(error, 'CW_STORE_FENCED');
}
