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
  #closed = false;

  constructor(private readonly parts: WakesParts) {}

  onWake(listener: (wake: Wake) => void): void {
    this.#listeners.add(listener);
  }

  /** The others should look at these slots, or at what was announced. */
  tell(slots: Iterable<number> = []): void {
    if (this.#closed) return;
    for (const slot of slots) this.#slots.add(slot);
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
    this.#slots.clear();
    const payload = JSON.stringify({ from: this.parts.self, slots });
    const told = this.parts.sql.query('SELECT pg_notify($1, $2)', [this.parts.channel, payload]);
    told.catch((error: unknown) => this.parts.log?.debug('the others could not be notified', { error: String(error) }));
  }

  #hear(payload: string | undefined): void {
    const { from, slots } = told(payload);
    if (from === this.parts.self) return;
    for (const listener of this.#listeners) listener({ slots });
  }

  /** Something may have been told meanwhile. */
  #lost(client: pg.Client): void {
    if (this.#closed || this.#client !== client) return;
    this.#client = undefined;
    client.end().catch(() => undefined);
    const { scheduler } = this.parts;
    this.#retry = scheduler.at(scheduler.now() + RECONNECT_MS, () => {
      if (!this.#closed) void this.listen();
    });
  }
}

/** Anybody with a connection may notify, with anything. What is not ours says that something may have happened, and not where. */
function told(payload: string | undefined): { from: unknown; slots: number[] } {
  try {
    const { from, slots } = JSON.parse(payload || '{}') as { from?: unknown; slots?: unknown };
    return { from, slots: Array.isArray(slots) ? slots.filter(Number.isSafeInteger) : [] };
  } catch {
    return { from: undefined, slots: [] };
  }
}
