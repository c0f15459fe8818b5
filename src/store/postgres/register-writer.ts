import type { SchemaName } from './names.js';
import type { Sql } from './sql.js';

/** Whoever has not written for so long has nothing under way any more. */
const KEPT = '1 day';

/** Gives a process the row in which its commits leave their number. Those of processes long gone are removed. */
export async function registerWriter(sql: Sql, schema: SchemaName, id: string): Promise<void> {
  await sql.query(
    `WITH gone AS (
  DELETE FROM ${schema}.writers WHERE id IN (
    SELECT id FROM ${schema}.writers WHERE written_at < now() - interval '${KEPT}' FOR UPDATE SKIP LOCKED)
)
INSERT INTO ${schema}.writers (id, last_commit) VALUES ($1, 0) ON CONFLICT (id) DO NOTHING`,
    [id],
  );
}
