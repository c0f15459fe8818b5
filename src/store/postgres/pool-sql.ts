import { createHash } from 'node:crypto';
import pg from 'pg';
import type { Logger } from '../../contract/logger.js';
import { ChannelwrightError } from '../../errors/channelwright-error.js';
import type { Scheduler } from '../../policy/scheduler.js';
import { LastHeard } from './last-heard.js';
import { sqlState, toStoreError } from './pg-failure.js';
import { ROW_TYPES } from './row-types.js';
import type { Sql, SqlValue } from './sql.js';

export interface PoolSettings {
  client: pg.ClientConfig;
  poolSize: number;
  connectTimeoutMs: number;
  /** How long an answer is waited for before the connection counts as lost, ms. */
  answerTimeoutMs: number;
  preparedStatements: boolean;
  scheduler: Scheduler;
  log?: Logger | undefined;
}

/** Statements prepared under a name, at most. Each is kept by every connection, on both sides. */
const MOST_NAMES = 400;

/** A pooler between us and the database has given us another connection than the one that knows the statement. */
const NAME_TROUBLE = new Set(['26000', '42P05']);

const IDLE_MS = 30_000;

/** What `pg` has and its types do not tell: the socket, which can be cut without waiting for the other side. */
interface WithSocket {
  connection: { stream: { destroy(): void } };
}

/** Statements through a pool of connections. */
export class PoolSql implements Sql {
  readonly #pool: pg.Pool;
  readonly #names = new Map<string, string>();
  readonly #heard = new LastHeard();
  readonly #connecting = new Set<Promise<pg.PoolClient>>();
  #prepares: boolean;
  #wasLetIn = false;

  constructor(private readonly settings: PoolSettings) {
    this.#prepares = settings.preparedStatements;
    this.#pool = new pg.Pool({
      ...settings.client,
      max: settings.poolSize,
      connectionTimeoutMillis: settings.connectTimeoutMs,
      idleTimeoutMillis: IDLE_MS,
    });
    // One that breaks in anybody's hands breaks what they wait for, or what they ask next.
    this.#pool.on('connect', (client) => {
      client.on('error', () => undefined);
      this.#heard.from(client, settings.scheduler.monotonic());
    });
    // An idle connection that breaks is replaced by the next that is needed.
    this.#pool.on('error', (error) =>
      settings.log?.debug('a connection to the database has ended', { error: error.message }),
    );
  }

  async query<Row extends unknown[]>(text: string, values: readonly SqlValue[] = []): Promise<Row[]> {
    try {
      return await this.#query<Row>(text, values);
    } catch (error) {
      if (!NAME_TROUBLE.has(sqlState(error) ?? '')) throw this.#failure(error);
    }
    // It was refused before it ran, as others may be that are under way.
    this.#prepareNoMore();
    try {
      return await this.#query<Row>(text, values);
    } catch (error) {
      throw this.#failure(error);
    }
  }

  /** All that was needed was there. What is refused from here on may pass again. */
  letIn(): void {
    this.#wasLetIn = true;
  }

  /** Whoever waits for a connection still gets one: a pool that ends would never answer them. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#connecting);
    await this.#pool.end();
  }

  /** Calls `work` with a connection of its own, for statements that belong together. */
  async withClient<T>(work: (client: pg.ClientBase) => Promise<T>): Promise<T> {
    const client = await this.#connect();
    let broken = true;
    try {
      const answer = await work(client);
      broken = false;
      return answer;
    } catch (error) {
      throw this.#failure(error);
    } finally {
      client.release(broken);
    }
  }

  async #query<Row extends unknown[]>(text: string, values: readonly SqlValue[]): Promise<Row[]> {
    const client = await this.#connect();
    let late = false;
    const { scheduler, answerTimeoutMs } = this.settings;
    const askedAtMs = scheduler.monotonic();
    const cancel = scheduler.at(scheduler.now() + answerTimeoutMs, () => {
      late = true;
      this.#heard.nothingSince(askedAtMs);
      cut(client);
    });
    let broken: boolean = false;
    try {
      const { rows } = await client.query<Row>({
        ...this.#named(text),
        text,
        values: [...values],
        rowMode: 'array',
        types: ROW_TYPES,
      });
      this.#heard.from(client, scheduler.monotonic());
      return rows;
    } catch (error) {
      broken = sqlState(error) === undefined || isEnd(error);
      if (late)
        throw new ChannelwrightError('CW_STORE_UNAVAILABLE', `the database has not answered for ${answerTimeoutMs} ms`);
      throw error;
    } finally {
      cancel();
      client.release(broken);
    }
  }

  /** Those that have been silent for as long as one that was lost are lost with it: nobody waits for each of them in turn. */
  async #connect(): Promise<pg.PoolClient> {
    try {
      for (;;) {
        const client = await this.#next();
        if (!this.#heard.isSuspect(client)) return client;
        cut(client);
        client.release(true);
      }
    } catch (error) {
      throw this.#failure(error);
    }
  }

  #next(): Promise<pg.PoolClient> {
    const connecting = this.#pool.connect();
    this.#connecting.add(connecting);
    return connecting.finally(() => this.#connecting.delete(connecting));
  }

  #failure(error: unknown): ChannelwrightError {
    return toStoreError(error, this.#wasLetIn);
  }

  #prepareNoMore(): void {
    if (!this.#prepares) return;
    this.#prepares = false;
    const why = 'the pooler in front of the database does not keep them';
    this.settings.log?.warn(`prepared statements are switched off: ${why}`);
  }

  #named(text: string): { name: string } | undefined {
    if (!this.#prepares) return undefined;
    const known = this.#names.get(text);
    if (known !== undefined) return { name: known };
    if (this.#names.size >= MOST_NAMES) return undefined;
    const name = `cw_${createHash('sha256').update(text).digest('base64url').slice(0, 22)}`;
    this.#names.set(text, name);
    return { name };
  }
}

/** Nobody may be there any more to say goodbye to. */
function cut(client: pg.PoolClient): void {
  (client as unknown as WithSocket).connection.stream.destroy();
}

/** The server ends the connection, or has become one that cannot write. */
function isEnd(error: unknown): boolean {
  return /^(08|57P|25006)/.test(sqlState(error) ?? '');
}
