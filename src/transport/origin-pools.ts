import { type buildConnector, type Dispatcher, Pool } from 'undici';
import type { HttpRequest } from '../contract/http-transport.js';
import type { CancelTimer, Scheduler } from '../policy/scheduler.js';

export interface OriginPoolsOptions {
  scheduler: Scheduler;
  interceptor: Dispatcher.DispatcherComposeInterceptor;
  /** Connections to one origin at most. */
  connections: number;
  connectTimeoutMs: number;
  /** Connects to what somebody else named. */
  guarded: buildConnector.connector;
  /** How long an unused pool is kept. */
  idlePoolMs: number;
}

interface Entry {
  pool: Pool;
  dispatcher: Dispatcher;
  inUse: number;
  lastUsedMs: number;
}

/** What of a request decides about its connection. */
export type Use = Pick<HttpRequest, 'untrusted' | 'held'>;

/** A use of an origin's pool, to be given back. */
export interface Lease {
  dispatcher: Dispatcher;
  release(): void;
}

/**
 * One bounded pool of connections for each origin; pools nobody uses are closed. What somebody else named has pools of its
 * own, whose connections were all checked when they were made; so has what is held open, where nobody waits for another.
 */
export class OriginPools {
  readonly #entries = new Map<string, Entry>();
  #cancelSweep: CancelTimer | undefined;

  constructor(private readonly options: OriginPoolsOptions) {}

  get size(): number {
    return this.#entries.size;
  }

  lease(origin: string, use: Use = {}): Lease {
    const entry = this.#entries.get(poolKey(origin, use)) ?? this.#open(origin, use);
    entry.inUse += 1;
    return {
      dispatcher: entry.dispatcher,
      release: () => {
        entry.inUse -= 1;
        entry.lastUsedMs = this.options.scheduler.now();
      },
    };
  }

  async close(): Promise<void> {
    await this.#end((pool) => pool.close());
  }

  async destroy(): Promise<void> {
    await this.#end((pool) => pool.destroy());
  }

  #open(origin: string, use: Use): Entry {
    const { connections, connectTimeoutMs, guarded, interceptor, scheduler } = this.options;
    const pool = new Pool(origin, {
      // Each of those that are held needs one for as long as it lasts.
      connections: use.held ? null : connections,
      pipelining: 1,
      allowH2: false,
      connect: use.untrusted ? guarded : { timeout: connectTimeoutMs },
      // The time for the whole answer is watched by the call itself.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    const entry = { pool, dispatcher: pool.compose(interceptor), inUse: 0, lastUsedMs: scheduler.now() };
    this.#entries.set(poolKey(origin, use), entry);
    this.#cancelSweep ??= this.#sweepLater();
    return entry;
  }

  #sweepLater(): CancelTimer {
    const { scheduler, idlePoolMs } = this.options;
    return scheduler.at(scheduler.now() + idlePoolMs, () => this.#sweep());
  }

  #sweep(): void {
    const before = this.options.scheduler.now() - this.options.idlePoolMs;
    for (const [key, { pool, inUse, lastUsedMs }] of this.#entries) {
      if (inUse > 0 || lastUsedMs > before) continue;
      this.#entries.delete(key);
      void pool.close();
    }
    this.#cancelSweep = this.#entries.size > 0 ? this.#sweepLater() : undefined;
  }

  async #end(how: (pool: Pool) => Promise<void>): Promise<void> {
    this.#cancelSweep?.();
    this.#cancelSweep = undefined;
    const pools = [...this.#entries.values()].map((entry) => entry.pool);
    this.#entries.clear();
    await Promise.all(pools.map(how));
  }
}

function poolKey(origin: string, { untrusted, held }: Use): string {
  return `${untrusted ? 'untrusted ' : ''}${held ? 'held ' : ''}${origin}`;
}
