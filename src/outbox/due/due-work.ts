import { inject, injectable } from 'inversify';
import type { Logger } from '../../contract/logger.js';
import { TOKENS } from '../../contract/tokens.js';
import type { CancelTimer, Scheduler } from '../../policy/scheduler.js';
import { SCHEDULER } from '../../policy/tokens.js';
import { OWNED_SLOTS, type OwnedSlots } from '../owned-slots.js';
import { WORK_HANDLERS, type WorkHandler } from '../work-handler.js';
import type { WorkRow } from '../work-row.js';
import { WORK_STORE, type WorkStore } from '../work-store.js';
import { DueQueue } from './due-queue.js';
import { InHand } from './in-hand.js';

/** How long to wait before looking again when the store could not be asked, ms. */
const STORE_RETRY_MS = 500;

/** Finds due work and gives it to the handlers of its queue: at once after a commit, by timer for what is due later. */
@injectable()
export class DueWork {
  readonly #queues = new Map<string, DueQueue>();
  readonly #inHand = new InHand();
  readonly #draining = new Set<{ slots: ReadonlySet<number>; resolve(): void }>();
  #timer: { atMs: number; cancel: CancelTimer } | undefined;
  #stopped = true;

  constructor(
    @inject(WORK_STORE) private readonly store: WorkStore,
    @inject(WORK_HANDLERS) handlers: readonly WorkHandler[],
    @inject(SCHEDULER) private readonly scheduler: Scheduler,
    @inject(TOKENS.Logger) private readonly log: Logger,
    @inject(OWNED_SLOTS) slots: OwnedSlots,
  ) {
    const wakeAt = (atMs: number) => this.#wakeAt(atMs);
    const follow = (work: WorkRow) => this.#take(work, this.scheduler.now());
    const ended = () => this.#tellDrained();
    const parts = { store, scheduler, log, inHand: this.#inHand, slots, wakeAt, follow, ended };
    for (const handler of handlers) this.#queues.set(handler.queue, new DueQueue(handler, parts));
  }

  start(): void {
    this.#stopped = false;
    this.#lookEverywhere();
  }

  /** Starts nothing more; resolves when everything under way has ended. `hard` aborts it. */
  async stop(hard: AbortSignal): Promise<void> {
    this.#stopped = true;
    this.#timer?.cancel();
    this.#timer = undefined;
    await Promise.all([...this.#queues.values()].map((queue) => queue.stop(hard)));
  }

  /** Looks for due work everywhere: slots have been added. */
  lookAgain(): void {
    this.#lookEverywhere();
  }

  /** Nothing holds this portal (`app/portal`) any more: what waits of it begins now, not when it was to be looked for again. */
  release(portal: string): void {
    if (this.#stopped) return;
    for (const queue of this.#queues.values()) queue.release(portal);
  }

  /** Resolves when nothing of these slots is under way. They must not begin anything any more. */
  drained(slots: ReadonlySet<number>): Promise<void> {
    if (!this.#inHand.hasAnyOf(slots)) return Promise.resolve();
    return new Promise((resolve) => this.#draining.add({ slots, resolve }));
  }

  #tellDrained(): void {
    for (const waiting of this.#draining) {
      if (this.#inHand.hasAnyOf(waiting.slots)) continue;
      this.#draining.delete(waiting);
      waiting.resolve();
    }
  }

  /** How much is under way, by queue. */
  underWay(): Record<string, number> {
    return Object.fromEntries([...this.#queues].map(([name, queue]) => [name, queue.underWay]));
  }

  /** Nothing is under way, and nobody is looking for more. */
  get idle(): boolean {
    return [...this.#queues.values()].every((queue) => queue.idle);
  }

  /** These rows were just committed; `row` undefined: removed. */
  committed(rows: readonly { key: string; row: WorkRow | undefined }[]): void {
    if (this.#stopped) return;
    const now = this.scheduler.now();
    for (const { key, row } of rows) {
      if (row) this.#queues.get(row.queue)?.rouse(key);
      if (this.#inHand.has(key)) this.#inHand.committed(key, row);
      else if (row) this.#take(row, now);
    }
  }

  #take(work: WorkRow, nowMs: number): void {
    if (work.dueAtMs > nowMs) this.#wakeAt(work.dueAtMs);
    else this.#queues.get(work.queue)?.offer(work);
  }

  #wakeAt(atMs: number): void {
    if (this.#stopped || (this.#timer && this.#timer.atMs <= atMs)) return;
    this.#timer?.cancel();
    this.#timer = { atMs, cancel: this.scheduler.at(atMs, () => this.#lookEverywhere()) };
  }

  #lookEverywhere(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    if (this.#stopped) return;
    const now = this.scheduler.now();
    for (const queue of this.#queues.values()) {
      queue.look();
      // The timer that has just run out may have been set in place of a later one. Time has gone on since the look began.
      const next = queue.nextAt(now);
      if (next !== undefined) this.#wakeAt(next);
    }
    this.store.nextDueAt(now).then(
      (next) => next !== undefined && this.#wakeAt(next),
      (error: unknown) => {
        this.log.warn('due work cannot be looked up', { error: String(error) });
        this.#wakeAt(now + STORE_RETRY_MS);
      },
    );
  }
}
