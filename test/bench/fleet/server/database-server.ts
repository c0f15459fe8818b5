import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { ownPostgres, type PostgresServer } from '../../../fixtures/postgres.js';
import { cpuOfServer } from '../../measure/process-tree.js';

/** What everybody who runs a database sets; all else, also its durability, is as it comes. */
const SETTINGS = {
  shared_buffers: '256MB',
  max_wal_size: '4GB',
  checkpoint_timeout: '15min',
  shared_preload_libraries: 'pg_stat_statements',
};

/** The PostgreSQL of one section, as a production's would be set up on this machine. It ends with the process. */
export class DatabaseServer implements AsyncDisposable {
  readonly #admin: pg.Pool;

  private constructor(private readonly server: PostgresServer) {
    this.#admin = new pg.Pool({ connectionString: server.url, max: 1 });
  }

  static async start(): Promise<DatabaseServer> {
    return new DatabaseServer(await ownPostgres(SETTINGS));
  }

  /** An empty database; what was written before is on disk, so that nobody pays for another's checkpoint. */
  async database(): Promise<string> {
    const name = `bench_${randomUUID().replaceAll('-', '')}`;
    await this.#admin.query(`CREATE DATABASE ${name} TEMPLATE template0`);
    await this.#admin.query('CHECKPOINT');
    const url = new URL(this.server.url);
    url.pathname = `/${name}`;
    return url.href;
  }

  async drop(url: string): Promise<void> {
    await this.#admin.query(`DROP DATABASE ${new URL(url).pathname.slice(1)} WITH (FORCE)`);
  }

  /** CPU of all its processes so far, µs. */
  cpuMicros(): number {
    return cpuOfServer(this.server.pid);
  }

  /** How many it has committed so far, of all databases but its own. */
  transactions(): Promise<number> {
    return this.ask("SELECT sum(xact_commit)::float8 FROM pg_stat_database WHERE datname LIKE 'bench\\_%'");
  }

  /** One row of one column. */
  async ask<T>(text: string): Promise<T> {
    const { rows } = await this.#admin.query({ text, rowMode: 'array' });
    return (rows[0] as unknown[])[0] as T;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#admin.end();
    await this.server[Symbol.asyncDispose]();
  }
}
