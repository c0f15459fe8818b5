import type { Logger } from '../../contract/logger.js';
import type { Prune, WorkStore } from '../../outbox/work-store.js';
import type { CancelTimer, Scheduler } from '../../policy/scheduler.js';
import type { Retention } from '../../status/retention.js';

/** How often old rows are looked for, ms. */
const EVERY_MS = 10 * 60_000;
/** How long it can be seen how an account was connected, ms. */
const CONNECTIONS_MS = 7 * 24 * 3_600_000;
/** Rows that go at once: a prune must not hold up the store. */
const AT_ONCE = 500;

/** Deletes what has been kept long enough: a few rows at a time, so that work is not disturbed. */
export class RetentionLoop {
  #cancel: CancelTimer | undefined;
  #running: Promise<void> = Promise.resolve();
  #stopped = false;

  /** @param pruned rows are gone: what is in memory of them must go too */
  constructor(
    private readonly store: WorkStore,
    private readonly retention: Retention,
    private readonly scheduler: Scheduler,
    private readonly log: Logger,
    private readonly pruned: () => void,
  ) {}

  start(): void {
    this.#cancel = this.scheduler.at(this.scheduler.now() + EVERY_MS, () => {
      this.#running = this.#prune().finally(() => {
        if (!this.#stopped) this.start();
      });
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel?.();
    await this.#running;
  }

  async #prune(): Promise<void> {
    try {
      for (const what of whatIsOld(this.retention, this.scheduler.now())) await this.#pruneAll(what);
    } catch (error) {
      this.log.warn('old rows could not be deleted', { error: String(error) });
    }
  }

  async #pruneAll(what: Omit<Prune, 'limit'>): Promise<void> {
    for (let gone = AT_ONCE; gone === AT_ONCE && !this.#stopped; ) {
      gone = await this.store.prune({ ...what, limit: AT_ONCE });
      if (gone > 0) this.pruned();
    }
  }
}

/** What customers wrote, and HubSpot has yet to be told: the portal may have been disconnected for all that time. */
const UNPUBLISHED = { table: 'publications', column: 'state', in: ['waiting', 'ready'] } as const;

/**
 * States and content have their own times; the others say themselves when they end. What HubSpot has yet to be told is never
 * old: it would go without anybody hearing of it, and hold its lane for ever.
 */
function whatIsOld({ statesMs, contentMs }: Retention, nowMs: number): Omit<Prune, 'limit'>[] {
  return [
    { table: 'contents', column: 'expires_at', before: nowMs, unless: UNPUBLISHED },
    { table: 'publications', equal: { state: 'published' }, column: 'created_at', before: nowMs - contentMs },
    { table: 'publications', equal: { state: 'refused' }, column: 'created_at', before: nowMs - contentMs },
    { table: 'connections', equal: { state: 'connected' }, column: 'created_at', before: nowMs - CONNECTIONS_MS },
    { table: 'connections', equal: { state: 'refused' }, column: 'created_at', before: nowMs - CONNECTIONS_MS },
    { table: 'claims', column: 'at', before: nowMs - CONNECTIONS_MS },
    { table: 'dead_letters', column: 'at', before: nowMs - statesMs },
    { table: 'refs', column: 'expires_at', before: nowMs },
    { table: 'messages', column: 'created_at', before: nowMs - statesMs },
    { table: 'statuses', equal: { dirty: 0 }, column: 'updated_at', before: nowMs - statesMs },
    { table: 'journal', column: 'at', before: nowMs - statesMs },
    { table: 'tombstones', equal: { kind: 'erased' }, column: 'at', before: nowMs - statesMs },
    { table: 'dedupe', column: 'until', before: nowMs },
  ];
}
