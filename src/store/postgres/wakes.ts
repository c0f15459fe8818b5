import pg from 'pg';
import type { Logger } from '../../contract/logger.js';
import type { CancelTimer, Scheduler } from '../../policy/scheduler.js';
import type { Sql } from './sql.js';

/** What is told within so short a time is told together, ms: a notification costs a transaction. */
const TOGETHER_MS = 20;
const RECONNECT_MS = 2_000;

export interface Wake {
  /** Slots whose inbox holds something new. */
  slots: number[];
  /** A row of the directory has changed. */
  announced: boolean;
}

export interface WakesParts {
  sql: Sql;
  client: pg.ClientConfig;
  channel: string;
  /** Tells this process's own notifications from those of others. */
  self: string;
  scheduler: Scheduler;
  log?: Logger | undefined;
}

/**
 * Tells other processes that there is something new, and hears it from them. Only to be quicker than polling: what is lost here is
 * found by the next poll, so nothing is tried twice.
 */
export class Wakes {
  readonly #slots = new Set<number>();
  readonly #listeners = new Set<(wake: Wake) => void>();
  #telling: CancelTimer | undefined;
  #retry: CancelTimer | undefined;
  #client: pg.Client | undefined;
  #announced = false;
  #heard = false;
  #closed = false;

  constructor(private readonly parts: WakesParts) {}

  onWake(listener: (wake: Wake) => void): void {
    this.#listeners.add(listener);
  }

  /** Notifications do arrive: some have, on the connection that stands. Behind a pooler, listening may succeed and come to nothing. */
  get areHeard(): boolean {
    return this.#heard;
  }

  /** The others should look at these slots. */
  tell(slots: Iterable<number>): void {
    for (const slot of slots) this.#slots.add(slot);
    this.#tellSoon();
  }

  /** The others should look at what was announced. */
  tellAnnounced(): void {
    this.#announced = true;
    this.#tellSoon();
  }

  #tellSoon(): void {
    if (this.#closed) return;
    const { scheduler } = this.parts;
    this.#telling ??= scheduler.at(scheduler.now() + TOGETHER_MS, () => this.#tellNow());
  }

  async listen(): Promise<void> {
    const { client: config, channel } = this.parts;
    const client = new pg.Client(config);
    this.#client = client;
    client.on('error', () => this.#lost(client));
    client.on('end', () => this.#lost(client));
    client.on('notification', ({ payload }) => this.#hear(payload));
    try {
      await client.connect();
      await client.query(`LISTEN "${channel}"`);
      // To hear it oneself.
      this.#tellSoon();
    } catch (error) {
      this.parts.log?.debug('notifications cannot be heard', { error: String(error) });
      this.#lost(client);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#telling?.();
    this.#retry?.();
    const client = this.#client;
    this.#client = undefined;
    await client?.end().catch(() => undefined);
  }

  #tellNow(): void {
    this.#telling = undefined;
    // The numbers of all slots are less than the 8,000 bytes that PostgreSQL takes.
    const slots = [...this.#slots];
    const payload = JSON.stringify({ from: this.parts.self, slots, announced: this.#announced });
    this.#slots.clear();
    this.#announced = false;
    const told = this.parts.sql.query('SELECT pg_notify($1, $2)', [this.parts.channel, payload]);
    told.catch((error: unknown) => this.parts.log?.debug('the others could not be notified', { error: String(error) }));
  }

  #hear(payload: string | undefined): void {
    this.#heard = true;
    const { from, ...wake } = told(payload);
    if (from === this.parts.self) return;
    for (const listener of this.#listeners) listener(wake);
  }

  /** Something may have been told meanwhile. */
  #lost(client: pg.Client): void {
    if (this.#closed || this.#client !== client) return;
    this.#client = undefined;
    this.#heard = false;
    client.end().catch(() => undefined);
    const { scheduler } = this.parts;
    this.#retry = scheduler.at(scheduler.now() + RECONNECT_MS, () => {
      if (!this.#closed) void this.listen();
    });
  }
}

/** Anybody with a connection may notify, with anything. What is not ours says that something may have happened, and not where. */
function told(payload: string | undefined): Wake & { from: unknown } {
  try {
    const { from, slots, announced } = JSON.parse(payload || '{}') as Partial<Record<'from' | keyof Wake, unknown>>;
    return {
      from,
      slots: Array.isArray(slots) ? slots.filter(Number.isSafeInteger) : [],
      announced: announced !== false,
    };
  } catch {
    return { from: undefined, slots: [], announced: true };
  }
}
