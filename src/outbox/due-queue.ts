import type { Logger } from '../contract/logger.js';
import type { Scheduler } from '../policy/scheduler.js';
import type { WorkHandler } from './work-handler.js';
import { portalKey, type WorkRow } from './work-row.js';
import type { WorkStore } from './work-store.js';

/** How long work that ended with an unexpected error rests, ms. */
const FAILED_REST_MS = 1_000;
/** How many more rows are asked for than can be started, since those under way are still due in the store. */
const MARGIN = 8;
/** How many resting rows are looked past at most, to find what is not resting behind them. */
const LOOKED_PAST = 1_000;

/** The due work of one queue: what is under way, what must wait, and when to look again. */
export class DueQueue {
  readonly #underWay = new Map<string, string>();
  readonly #byPortal = new Map<string, number>();
  readonly #resting = new Map<string, number>();
  /** Work under way that was written again meanwhile. */
  readonly #moved = new Set<string>();
  readonly #heldPortals = new Map<string, number>();
  readonly #abort = new AbortController();
  #looking = false;
  #lookAgain = false;
  #mayHoldMore = false;
  #stopped = false;
  #ended: PromiseWithResolvers<void> | undefined;

  constructor(
    private readonly handler: WorkHandler,
    private readonly store: WorkStore,
    private readonly scheduler: Scheduler,
    private readonly log: Logger,
    private readonly wakeAt: (atMs: number) => void,
  ) {}

  get underWay(): number {
    return this.#underWay.size;
  }

  /** Nothing is under way, and nobody is looking for more. */
  get idle(): boolean {
    return this.#underWay.size === 0 && !this.#looking;
  }

  /** Something may be due. */
  look(): void {
    if (this.#stopped) return;
    this.#lookAgain = true;
    if (this.#looking || this.#underWay.size >= this.handler.concurrency) return;
    void this.#lookUntilQuiet();
  }

  /** The row was just committed: whoever asked to rest did not know of that. */
  committed(key: string): void {
    this.#resting.delete(key);
    if (this.#underWay.has(key)) this.#moved.add(key);
  }

  /** When something that is due already, and has to wait, may go on; `undefined`: nothing has to. */
  nextAt(): number | undefined {
    const nowMs = this.scheduler.now();
    const waits = [...this.#heldPortals.values(), ...this.#resting.values()].filter((untilMs) => untilMs > nowMs);
    return waits.length === 0 ? undefined : waits.reduce((a, b) => Math.min(a, b));
  }

  async stop(hard: AbortSignal): Promise<void> {
    this.#stopped = true;
    const abort = () => this.#abort.abort(hard.reason);
    if (hard.aborted) abort();
    else hard.addEventListener('abort', abort, { once: true });
    if (this.#underWay.size === 0) return;
    // Whoever stops the engine and whoever finds its store lost may both be waiting.
    this.#ended ??= Promise.withResolvers<void>();
    await this.#ended.promise;
  }

  async #lookUntilQuiet(): Promise<void> {
    this.#looking = true;
    while (this.#lookAgain && !this.#stopped && this.#underWay.size < this.handler.concurrency) {
      this.#lookAgain = false;
      await this.#lookOnce();
    }
    // In the same turn as the last look at the wish for another: one that comes in between would never be heard.
    this.#looking = false;
  }

  async #lookOnce(): Promise<void> {
    const nowMs = this.scheduler.now();
    const { concurrency, perPortal, queue } = this.handler;
    const except = this.#heldPortalsAt(nowMs);
    const more = MARGIN + Math.min(this.#resting.size, LOOKED_PAST);
    const [ofPortal, limit] = [perPortal + more, concurrency + more];
    try {
      const rows = await this.store.due({ queue, nowMs, perPortal: ofPortal, limit, except });
      this.#mayHoldMore = rows.length > 0;
      for (const { doc } of rows) this.#consider(JSON.parse(doc) as WorkRow, nowMs);
    } catch (error) {
      this.log.warn('due work cannot be read', { queue, error: String(error) });
      this.wakeAt(nowMs + FAILED_REST_MS);
    }
  }

  #heldPortalsAt(nowMs: number): string[] {
    forgetPast(this.#resting, nowMs);
    forgetPast(this.#heldPortals, nowMs);
    return [...this.#heldPortals.keys()];
  }

  #consider(work: WorkRow, nowMs: number): void {
    const { handler } = this;
    const portal = portalKey(work.app, work.portal);
    if (
      this.#stopped ||
      this.#underWay.has(work.key) ||
      this.#resting.has(work.key) ||
      this.#underWay.size >= handler.concurrency
    )
      return;
    if ((this.#byPortal.get(portal) ?? 0) >= handler.perPortal) return;
    const heldUntil = handler.heldUntil?.(portal);
    if (heldUntil !== undefined && heldUntil > nowMs) {
      this.#hold(portal, heldUntil);
      return;
    }
    void this.#run(work, portal);
  }

  #hold(portal: string, untilMs: number): void {
    this.#heldPortals.set(portal, untilMs);
    this.#lookAgain = true;
    this.wakeAt(untilMs);
  }

  async #run(work: WorkRow, portal: string): Promise<void> {
    this.#underWay.set(work.key, portal);
    this.#byPortal.set(portal, (this.#byPortal.get(portal) ?? 0) + 1);
    try {
      const again = await this.handler.run(work, this.#abort.signal);
      if (again && !this.#moved.has(work.key)) this.#rest(work.key, again.againAtMs);
    } catch (error) {
      this.log.error('work failed', { queue: work.queue, work: work.key, error: String(error) });
      this.#rest(work.key, this.scheduler.now() + FAILED_REST_MS);
    }
    this.#end(work.key, portal);
  }

  #rest(key: string, untilMs: number): void {
    this.#resting.set(key, untilMs);
    this.wakeAt(untilMs);
  }

  #end(key: string, portal: string): void {
    this.#underWay.delete(key);
    this.#moved.delete(key);
    const left = (this.#byPortal.get(portal) ?? 1) - 1;
    if (left === 0) this.#byPortal.delete(portal);
    else this.#byPortal.set(portal, left);
    if (this.#stopped) {
      if (this.#underWay.size === 0) this.#ended?.resolve();
    } else if (this.#mayHoldMore) this.look();
  }
}

function forgetPast(waits: Map<string, number>, nowMs: number): void {
  for (const [key, untilMs] of waits) if (untilMs <= nowMs) waits.delete(key);
}
