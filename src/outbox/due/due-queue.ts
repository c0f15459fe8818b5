import type { Logger } from '../../contract/logger.js';
import { isChannelwrightError } from '../../errors/channelwright-error.js';
import type { Scheduler } from '../../policy/scheduler.js';
import type { OwnedSlots } from '../owned-slots.js';
import type { WorkHandler } from '../work-handler.js';
import { portalKey, type WorkRow } from '../work-row.js';
import type { WorkStore } from '../work-store.js';
import type { InHand } from './in-hand.js';

/** How long work that ended with an unexpected error rests, ms. */
const FAILED_REST_MS = 1_000;
/** How many more rows are asked for than can be started, since those under way are still due in the store. */
const MARGIN = 8;
/** How many resting rows are looked past at most, to find what is not resting behind them. */
const LOOKED_PAST = 1_000;

interface Rest {
  untilMs: number;
  portal: string;
}

export interface DueQueueParts {
  store: WorkStore;
  scheduler: Scheduler;
  log: Logger;
  inHand: InHand;
  slots: OwnedSlots;
  wakeAt(atMs: number): void;
  /** Work has ended whose row was moved meanwhile. */
  follow(work: WorkRow): void;
  /** Something has come to its end. */
  ended(): void;
}

/** The due work of one queue: what is under way, what must wait, and when to look again. */
export class DueQueue {
  readonly #byPortal = new Map<string, number>();
  readonly #resting = new Map<string, Rest>();
  readonly #heldPortals = new Map<string, number>();
  readonly #abort = new AbortController();
  #underWay = 0;
  #looking = false;
  #lookAgain = false;
  /** The store may hold due rows that are neither in hand nor resting. */
  #backlog = true;
  #stopped = false;
  #ended: PromiseWithResolvers<void> | undefined;

  constructor(
    private readonly handler: WorkHandler,
    private readonly parts: DueQueueParts,
  ) {}

  get underWay(): number {
    return this.#underWay;
  }

  /** Nothing is under way, and nobody is looking for more. */
  get idle(): boolean {
    return this.#underWay === 0 && !this.#looking;
  }

  /** This row is due, by a commit just made. It starts at once, unless others may have been there before it. */
  offer(work: WorkRow): void {
    if (this.#backlog) this.look();
    else this.#consider(work);
  }

  /** Something may be due. */
  look(): void {
    if (this.#stopped) return;
    this.#backlog = true;
    this.#lookAgain = true;
    if (this.#looking || this.#isFull) return;
    void this.#lookUntilQuiet();
  }

  /** The row was just committed: whoever asked to rest did not know of that. */
  rouse(key: string): void {
    this.#resting.delete(key);
  }

  /** Nothing holds this portal (`app/portal`) any more: what rests of it was told to wait for that. */
  release(portal: string): void {
    this.#heldPortals.delete(portal);
    for (const [key, rest] of this.#resting) if (rest.portal === portal) this.#resting.delete(key);
    this.look();
  }

  /** When something that is due already, and has to wait, may go on after a moment; `undefined`: nothing has to. */
  nextAt(afterMs: number): number | undefined {
    const rests = [...this.#resting.values()].map(({ untilMs }) => untilMs);
    const waits = [...this.#heldPortals.values(), ...rests].filter((untilMs) => untilMs > afterMs);
    return waits.length === 0 ? undefined : waits.reduce((a, b) => Math.min(a, b));
  }

  async stop(hard: AbortSignal): Promise<void> {
    this.#stopped = true;
    const abort = () => this.#abort.abort(hard.reason);
    if (hard.aborted) abort();
    else hard.addEventListener('abort', abort, { once: true });
    if (this.#underWay === 0) return;
    // Whoever stops the engine and whoever finds its store lost may both be waiting.
    this.#ended ??= Promise.withResolvers<void>();
    await this.#ended.promise;
  }

  get #isFull(): boolean {
    return this.#underWay >= this.handler.concurrency;
  }

  async #lookUntilQuiet(): Promise<void> {
    this.#looking = true;
    while (this.#lookAgain && !this.#stopped && !this.#isFull) {
      this.#lookAgain = false;
      await this.#lookOnce();
    }
    // In the same turn as the last look at the wish for another: one that comes in between would never be heard.
    this.#looking = false;
  }

  async #lookOnce(): Promise<void> {
    const { store, scheduler, log, wakeAt, inHand } = this.parts;
    const nowMs = scheduler.now();
    const { concurrency, perPortal, queue } = this.handler;
    const except = this.#heldPortalsAt(nowMs);
    const more = MARGIN + Math.min(this.#resting.size, LOOKED_PAST);
    const [ofPortal, limit] = [perPortal + more, concurrency + more];
    try {
      const rows = await store.due({ queue, nowMs, perPortal: ofPortal, limit, except });
      const open = rows.filter(({ key }) => inHand.queueOf(key) !== queue && !this.#resting.has(key));
      // Where some could begin there may be more, and those that could not wait for their turn.
      this.#backlog = open.length > 0 || rows.length >= limit;
      for (const { doc } of open) this.#consider(JSON.parse(doc) as WorkRow);
    } catch (error) {
      log.warn('due work cannot be read', { queue, error: String(error) });
      wakeAt(nowMs + FAILED_REST_MS);
    }
  }

  #heldPortalsAt(nowMs: number): string[] {
    for (const [key, { untilMs }] of this.#resting) if (untilMs <= nowMs) this.#resting.delete(key);
    for (const [portal, untilMs] of this.#heldPortals) if (untilMs <= nowMs) this.#heldPortals.delete(portal);
    return [...this.#heldPortals.keys()];
  }

  #consider(work: WorkRow): void {
    const { handler } = this;
    const portal = portalKey(work.app, work.portal);
    if (this.#stopped || this.parts.inHand.has(work.key) || this.#resting.has(work.key)) return;
    if (!this.parts.slots.mayBegin(work.slot)) return;
    if (this.#isFull || (this.#byPortal.get(portal) ?? 0) >= handler.perPortal) {
      this.#backlog = true;
      return;
    }
    const heldUntil = handler.heldUntil?.(portal);
    // Not by the time at which the store was asked: what is free now is free since now.
    if (heldUntil !== undefined && heldUntil > this.parts.scheduler.now()) this.#hold(portal, heldUntil);
    else void this.#run(work, portal);
  }

  #hold(portal: string, untilMs: number): void {
    this.#heldPortals.set(portal, untilMs);
    this.#lookAgain = true;
    this.parts.wakeAt(untilMs);
  }

  async #run(work: WorkRow, portal: string): Promise<void> {
    this.#underWay += 1;
    this.#byPortal.set(portal, (this.#byPortal.get(portal) ?? 0) + 1);
    this.parts.inHand.begin(work);
    try {
      const again = await this.handler.run(work, this.#abort.signal);
      if (again && !this.parts.inHand.hasMoved(work.key)) this.#rest(work.key, portal, again.againAtMs);
    } catch (error) {
      this.#tellFailure(work, error);
      this.#rest(work.key, portal, this.parts.scheduler.now() + FAILED_REST_MS);
    }
    this.#end(work.key, portal);
  }

  #tellFailure({ queue, key: work }: WorkRow, error: unknown): void {
    const { log } = this.parts;
    // Its next owner finds it: that is how slots change hands.
    if (isChannelwrightError(error, 'CW_STORE_FENCED')) log.debug('work went with its slot', { queue, work });
    else log.error('work failed', { queue, work, error: String(error) });
  }

  #rest(key: string, portal: string, untilMs: number): void {
    this.#resting.set(key, { untilMs, portal });
    this.parts.wakeAt(untilMs);
  }

  #end(key: string, portal: string): void {
    this.#underWay -= 1;
    const left = (this.#byPortal.get(portal) ?? 1) - 1;
    if (left === 0) this.#byPortal.delete(portal);
    else this.#byPortal.set(portal, left);
    const { moved, next } = this.parts.inHand.end(key);
    this.parts.ended();
    if (this.#stopped) {
      if (this.#underWay === 0) this.#ended?.resolve();
      return;
    }
    if (next) this.parts.follow(next);
    if (this.#backlog || !(moved || this.#resting.has(key))) this.look();
  }
}
