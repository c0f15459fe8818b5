import { inject, injectable } from 'inversify';
import type { Logger } from '../../contract/logger.js';
import { TOKENS } from '../../contract/tokens.js';
import { ChannelwrightError } from '../../errors/channelwright-error.js';
import type { Scheduler } from '../../policy/scheduler.js';
import { SCHEDULER } from '../../policy/tokens.js';
import { isOfGreatCommand } from '../command-event.js';
import { OWNED_SLOTS, type OwnedSlots } from '../owned-slots.js';
import { type FoldEvent, REDUCERS, type Reducer, SETTLERS, type Settler } from '../reducer.js';
import { isUnhurried, UnhurriedTurn, type Urgency } from '../urgency.js';
import { WORK_STORE, type WorkStore } from '../work-store.js';
import { BatchFold } from './batch-fold.js';
import { FOLD_OBSERVER, type FoldObserver } from './fold-observer.js';
import { InboxFeed } from './inbox-feed.js';
import { PatientStore } from './patient-store.js';
import { Reduction } from './reduction.js';
import { ownSlotOf } from './slots-of-events.js';
import { Submissions } from './submissions.js';
import { WorkingSet } from './working-set.js';

/** Events folded in one commit, at most. */
const BATCH = 256;
/** How many of them may be outcomes of our own calls while the inbox holds something too: neither waits for the other. */
const SUBMITTED = 192;

interface Batch {
  events: FoldEvent[];
  /** How many of them were in no hurry. */
  unhurried: number;
  /** It is of a great task and of no delivery: its rows need not be kept. */
  isPassing: boolean;
}

/**
 * The one writer. A serial loop: it takes the outcomes of our own calls and the events of the inbox, runs the reducers and
 * settlers on a working set, and writes one commit. Only when the commit is durable are outcomes confirmed and listeners told.
 */
@injectable()
export class Fold {
  readonly #set = new WorkingSet();
  readonly #submissions = new Submissions();
  readonly #turn = new UnhurriedTurn();
  readonly #inbox: InboxFeed;
  readonly #store: PatientStore;
  readonly #reduction: Reduction;
  readonly #batches: BatchFold;
  #wake: (() => void) | undefined;
  #stopping = false;
  #running: Promise<void> | undefined;
  #folded = 0;
  #turnMs = 0;
  /** Why nothing is folded any more. */
  #ended: unknown;

  constructor(
    @inject(WORK_STORE) store: WorkStore,
    @inject(REDUCERS) reducers: readonly Reducer[],
    @inject(SETTLERS) settlers: readonly Settler[],
    @inject(FOLD_OBSERVER) private readonly observer: FoldObserver,
    @inject(SCHEDULER) private readonly scheduler: Scheduler,
    @inject(TOKENS.Logger) log: Logger,
    @inject(OWNED_SLOTS) private readonly slots: OwnedSlots,
  ) {
    this.#inbox = new InboxFeed(store, scheduler, log);
    this.#store = new PatientStore(store, observer, scheduler);
    this.#reduction = new Reduction(reducers, settlers, this.#set, this.#store, slots, scheduler, log);
    this.#batches = new BatchFold(this.#reduction, this.#set, this.#store, this.#inbox, observer, slots, scheduler);
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
    this.#store.hurry();
    this.#wake?.();
    await this.#running;
  }

  /** A store that cannot write is not waited for any longer: whoever waits for a commit hears that it failed. */
  hurry(): void {
    this.#store.hurry();
  }

  submit(event: FoldEvent, urgency: Urgency = 'now'): Promise<unknown> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    if (!ownSlotOf(this.slots, event)) return Promise.reject(new ChannelwrightError('CW_STORE_FENCED'));
    const committed = this.#submissions.add(event, urgency);
    if (isUnhurried(urgency)) this.#turn.wait(urgency, this.scheduler.monotonic());
    this.#wake?.();
    return committed;
  }

  /** How many events were folded since the start. */
  get folded(): number {
    return this.#folded;
  }

  /** How long the last turn of what is in no hurry took, from the first look at its rows until it was durable, ms. */
  get turnMs(): number {
    return this.#turnMs;
  }

  /** Nothing but what is in no hurry was folded for a while. */
  get isAlone(): boolean {
    return this.#turn.isAlone(this.scheduler.monotonic());
  }

  /** Something that is in no hurry waits for its turn. */
  get waitsForTurn(): boolean {
    return this.#turn.inMs(0) !== undefined;
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
      const batch = await this.#take();
      if (batch.events.length > 0) await this.#fold(batch);
      else if (!this.#stopping) await this.#idle();
      // What was submitted while the inbox was being read is still to be folded.
      else if (!this.#submissions.areWaiting) this.#ended = new ChannelwrightError('CW_NOT_RUNNING');
    }
  }

  async #take(): Promise<Batch> {
    const takesInbox = this.#inbox.mayHold && !this.#stopping;
    const submitted = this.#submissions.take(takesInbox ? SUBMITTED : BATCH);
    const arrived = takesInbox ? await this.#inbox.take(BATCH - submitted.length) : [];
    const isBusy = this.#submissions.areOfDeliveries || arrived.some(({ kind }) => !isOfGreatCommand(kind));
    const unhurried = this.#takeUnhurried(isBusy);
    const events = [...submitted, ...arrived, ...unhurried];
    return { events, unhurried: unhurried.length, isPassing: unhurried.length > 0 && !isBusy };
  }

  #takeUnhurried(isBusy: boolean): FoldEvent[] {
    const atMs = this.scheduler.monotonic();
    if (isBusy) this.#turn.busy(atMs);
    const isTurn = this.#stopping || this.#turn.inMs(atMs) === 0;
    if (!isTurn) return [];
    const taken = this.#submissions.takeUnhurried(this.#stopping ? Number.POSITIVE_INFINITY : this.#turn.most(atMs));
    this.#turn.begin(atMs, this.#submissions.areUnhurriedLeft);
    return taken;
  }

  async #idle(): Promise<void> {
    const cancel = this.scheduler.at(this.scheduler.now() + this.#inbox.restMs(), () => {
      this.#inbox.lookAgain();
      this.#wake?.();
    });
    const turnInMs = this.#turn.inMs(this.scheduler.monotonic());
    const cancelTurn =
      turnInMs === undefined ? undefined : this.scheduler.at(this.scheduler.now() + turnInMs, () => this.#wake?.());
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      if (this.#submissions.areWaiting || this.#inbox.mayHold || this.#stopping) resolve();
    });
    this.#wake = undefined;
    cancel();
    cancelTurn?.();
  }

  #endTurn(startedAtMs: number): void {
    const atMs = this.scheduler.monotonic();
    this.#turnMs = atMs - startedAtMs;
    this.#turn.end(this.#turnMs, atMs);
  }

  async #fold({ events, unhurried, isPassing }: Batch): Promise<void> {
    const startedAtMs = this.scheduler.monotonic();
    this.#set.begin(isPassing);
    try {
      await this.#batches.fold(events);
      if (unhurried > 0) this.#endTurn(startedAtMs);
      this.#folded += events.length;
      this.#submissions.confirm((event) => this.#reduction.verdictOf(event));
    } catch (error) {
      this.#ended = error;
      this.#submissions.rejectAll(error);
      this.observer.lost(error);
    }
  }
}
