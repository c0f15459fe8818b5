import { CONNECTIONS, type ConnectionRow } from '../../directory/connections/connection-row.js';
import type { WorkStore } from '../../outbox/work-store.js';
import type { Scheduler } from '../../policy/scheduler.js';

/** How soon to look: first, and at the slowest, ms. */
const LOOK_MS = 50;
const LOOK_CAP_MS = 1_000;

/** Pages that wait at a time: anybody may open one. */
const MOST_WAITING = 1_000;

interface Waiting {
  key: string;
  done(row: ConnectionRow): boolean;
  resolve(row: ConnectionRow | undefined): void;
  untilMs: number;
  /** As it was last seen. */
  row?: ConnectionRow;
}

/**
 * Waits for connections to get on, whoever works on them: only the owner of a portal calls HubSpot, and any replica may show the
 * page. However many pages wait, the store is asked once for all of them.
 */
export class ConnectionWatch {
  readonly #waiting = new Set<Waiting>();
  #looking = false;

  constructor(
    private readonly store: Pick<WorkStore, 'read'>,
    private readonly scheduler: Scheduler,
  ) {}

  async read(key: string): Promise<ConnectionRow | undefined> {
    return (await this.#read([key])).get(key);
  }

  /**
   * The row when it is as wanted, or as it is when the time is up, or at once where too many wait already. Rejects only in that last
   * case, where the store cannot be read.
   */
  until(key: string, done: (row: ConnectionRow) => boolean, patienceMs: number): Promise<ConnectionRow | undefined> {
    if (this.#waiting.size >= MOST_WAITING) return this.read(key);
    return new Promise((resolve) => {
      this.#waiting.add({ key, done, resolve, untilMs: this.scheduler.now() + patienceMs });
      if (!this.#looking) void this.#look();
    });
  }

  async #look(): Promise<void> {
    this.#looking = true;
    for (let waitMs = LOOK_MS; this.#waiting.size > 0; waitMs = Math.min(2 * waitMs, LOOK_CAP_MS)) {
      const rows = await this.#read([...new Set([...this.#waiting].map(({ key }) => key))]).catch(() => undefined);
      for (const one of this.#waiting) this.#settle(one, rows?.get(one.key) ?? one.row);
      if (this.#waiting.size > 0) await this.scheduler.sleep(waitMs);
    }
    this.#looking = false;
  }

  #settle(one: Waiting, row: ConnectionRow | undefined): void {
    if (row) one.row = row;
    const isDone = row !== undefined && one.done(row);
    if (!isDone && this.scheduler.now() < one.untilMs) return;
    this.#waiting.delete(one);
    one.resolve(row);
  }

  async #read(keys: readonly string[]): Promise<Map<string, ConnectionRow>> {
    const [rows = []] = await this.store.read([{ table: CONNECTIONS.name, keys: [...keys] }]);
    return new Map(rows.map(({ key, doc }) => [key, JSON.parse(doc) as ConnectionRow]));
  }
}
