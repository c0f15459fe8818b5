import type { Announcement } from '../../fleet/fleet-store.js';
import type { Scheduler } from '../../policy/scheduler.js';
import { fromHeld } from './held-text.js';
import type { SchemaName } from './names.js';
import type { Sql } from './sql.js';

/** Whoever has not asked for so long is no member any more, and reads everything when it joins anew. */
const KEPT = '1 hour';
const PRUNE_EVERY_MS = 10 * 60_000;
const PRUNED_AT_ONCE = 1_000;

type Found = [cursor: string, table: string | null, key: string | null];

/**
 * Directory rows written by anyone. The cursor is a transaction's number: the oldest that was still running when the last answer
 * was given. What that one or any later one announces is in the next answer, however late it commits. Where the numbers have gone
 * back, since the database was moved to another cluster, all that is kept is answered.
 */
export class Announcements {
  readonly #since: string;
  readonly #start: string;
  readonly #prune: string;
  #prunedAtMs: number;

  constructor(
    private readonly sql: Sql,
    schema: SchemaName,
    private readonly scheduler: Scheduler,
  ) {
    this.#start = 'SELECT pg_snapshot_xmin(pg_current_snapshot())::text';
    this.#since = `WITH found AS MATERIALIZED (
  SELECT DISTINCT of_table, of_key FROM ${schema}.announcements WHERE written_by >= $1::xid8
)
SELECT pg_snapshot_xmin(pg_current_snapshot())::text, of_table, of_key FROM (VALUES (1)) AS one LEFT JOIN found ON true`;
    this.#prune = `DELETE FROM ${schema}.announcements WHERE id IN (
  SELECT id FROM ${schema}.announcements WHERE written_at < now() - interval '${KEPT}'
  ORDER BY id LIMIT ${PRUNED_AT_ONCE} FOR UPDATE SKIP LOCKED)`;
    this.#prunedAtMs = scheduler.now();
  }

  async since(cursor: string | undefined): Promise<{ cursor: string; rows: Announcement[] }> {
    await this.#pruneSometimes();
    if (cursor === undefined) {
      const [start] = await this.sql.query<[string]>(this.#start);
      return { cursor: start?.[0] ?? '0', rows: [] };
    }
    const found = await this.#found(cursor);
    const rows = found.flatMap(([, table, key]) =>
      table === null || key === null ? [] : [{ table, key: fromHeld(key) }],
    );
    return { cursor: found[0]?.[0] ?? cursor, rows };
  }

  async #found(cursor: string): Promise<Found[]> {
    const found = await this.sql.query<Found>(this.#since, [cursor]);
    const isBehind = BigInt(found[0]?.[0] ?? cursor) < BigInt(cursor);
    return isBehind ? this.sql.query<Found>(this.#since, ['0']) : found;
  }

  async #pruneSometimes(): Promise<void> {
    const now = this.scheduler.now();
    if (Math.abs(now - this.#prunedAtMs) < PRUNE_EVERY_MS) return;
    this.#prunedAtMs = now;
    await this.sql.query(this.#prune);
  }
}
