import type { Logger } from '../../contract/logger.js';
import type { Announcement, FleetStore } from '../../fleet/fleet-store.js';
import { IdlePace } from '../../outbox/idle-pace.js';
import type { CancelTimer, Scheduler } from '../../policy/scheduler.js';
import type { Written } from '../engine/directory-mirror.js';

/** How soon the announcements of others are looked for again after some, ms. */
const POLL_MS = 1_000;

export interface AnnouncementParts {
  store: Pick<FleetStore, 'announced' | 'read'>;
  scheduler: Scheduler;
  log: Logger;
  /** How long to go without a look where nothing is announced, ms. Default, and at least: a second. */
  restMs?: () => number;
  /** Rows of the directory that someone has written, as they are now. */
  changed(rows: (table: string) => readonly Written[]): void;
}

/** Follows what other processes write into the directory. Nothing is missed; a row may be told more than once. */
export class Announcements {
  readonly #pace: IdlePace;
  #cursor: string | undefined;
  #timer: CancelTimer | undefined;
  #looking: Promise<void> | undefined;
  #next: Promise<void> | undefined;
  #stopped = true;

  constructor(private readonly parts: AnnouncementParts) {
    this.#pace = new IdlePace(POLL_MS, parts.restMs ?? (() => POLL_MS));
  }

  /** To be called before the directory is loaded: what changes from here on is told. */
  async begin(): Promise<void> {
    this.#cursor = (await this.parts.store.announced()).cursor;
  }

  start(): void {
    this.#stopped = false;
    this.#wait();
  }

  stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.();
    return this.#looking?.catch(() => undefined) ?? Promise.resolve();
  }

  /** Something may have been announced. */
  wake(): void {
    if (!this.#stopped) void this.caughtUp().catch(() => undefined);
  }

  /** Resolves when everything committed before the call has been told. @throws CW_STORE_UNAVAILABLE */
  caughtUp(): Promise<void> {
    if (!this.#looking) {
      this.#looking = this.#look().finally(() => {
        this.#looking = undefined;
      });
      return this.#looking;
    }
    // What is being looked up may have been asked for before the commit the caller has in mind.
    this.#next ??= this.#looking
      .catch(() => undefined)
      .then(() => {
        this.#next = undefined;
        return this.caughtUp();
      });
    return this.#next;
  }

  #wait(): void {
    const { scheduler, log } = this.parts;
    this.#timer = scheduler.at(scheduler.now() + this.#pace.rest(), () => {
      this.caughtUp()
        .catch((error: unknown) => log.warn('what others have changed cannot be read', { error: String(error) }))
        .finally(() => {
          if (!this.#stopped) this.#wait();
        });
    });
  }

  async #look(): Promise<void> {
    const { store, changed } = this.parts;
    const { cursor, rows } = await store.announced(this.#cursor);
    const byTable = [...Map.groupBy(distinct(rows), ({ table }) => table)];
    if (byTable.length > 0) {
      this.#pace.found();
      const answers = await store.read(byTable.map(([table, of]) => ({ table, keys: of.map(({ key }) => key) })));
      const told = byTable.map(([table, of], index): [string, Written[]] => {
        const docs = new Map(answers[index]?.map(({ key, doc }) => [key, doc]));
        return [table, of.map(({ key }) => ({ key, row: parsed(docs.get(key)) }))];
      });
      const rowsOf = new Map(told);
      changed((table) => rowsOf.get(table) ?? []);
    }
    // Only now: what was not told, because reading failed, is asked for again.
    this.#cursor = cursor;
  }
}

function distinct(rows: readonly Announcement[]): Announcement[] {
  return [...new Map(rows.map((row) => [`${row.table}\n${row.key}`, row])).values()];
}

function parsed(doc: string | undefined): unknown {
  return doc === undefined ? undefined : JSON.parse(doc);
}
