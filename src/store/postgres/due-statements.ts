import { SLOTS } from '../../outbox/slot.js';
import { heldSlots } from './held-slots.js';
import type { SchemaName } from './names.js';

export interface DueStatements {
  /** Slots, epochs → how many rows. */
  release: string;
  /** Slots or null → the first row of each portal in each queue. */
  learn: string;
  /** Queue, time, and for each portal its slot, name, rows to skip, rows wanted. */
  due: string;
  /** Time, slots or null. */
  next: string;
}

/** Every look begins with slot, queue and portal, and takes one step per portal: rows of others are never passed over one by one. */
export function dueStatements(schema: SchemaName): DueStatements {
  const work = `${schema}.work`;
  const head = (where: string) => `(SELECT queue, portal, due_at FROM ${work}
      WHERE due_at IS NOT NULL AND slot = place.slot ${where}
      ORDER BY slot NULLS FIRST, queue NULLS FIRST, portal NULLS FIRST, due_at NULLS FIRST, key LIMIT 1)`;
  return {
    release: `WITH held AS MATERIALIZED (${heldSlots(schema, '$1', '$2')}), released AS (
  UPDATE ${work} SET due_at = 0 WHERE leased = 1 AND slot IN (SELECT slot FROM held) RETURNING 1
)
SELECT count(*) FROM released`,
    learn: `SELECT place.slot, head.queue, head.portal, head.due_at
FROM (SELECT unnest(coalesce($1::bigint[], ARRAY(SELECT generate_series(0, ${SLOTS - 1})::bigint))) AS slot) AS place
CROSS JOIN LATERAL (
  WITH RECURSIVE heads AS (
    ${head('')}
    UNION ALL
    SELECT following.* FROM heads CROSS JOIN LATERAL ${head('AND (queue, portal) > (heads.queue, heads.portal)')} AS following
  )
  SELECT * FROM heads
) AS head`,
    due: `SELECT place.at, found.key, found.doc, found.due_at
FROM unnest($3::bigint[], $4::text[], $5::bigint[], $6::bigint[]) WITH ORDINALITY AS place (slot, portal, skipped, wanted, at)
CROSS JOIN LATERAL (
  (SELECT key, doc, due_at FROM ${work}
    WHERE slot = place.slot AND queue = $1::text AND portal = place.portal AND due_at <= $2::bigint
    ORDER BY due_at NULLS FIRST, key OFFSET place.skipped LIMIT place.wanted)
  UNION ALL
  SELECT NULL::text COLLATE "C", NULL::text, (SELECT min(due_at) FROM ${work} WHERE slot = place.slot AND queue = $1::text AND portal = place.portal)
) AS found
ORDER BY place.at, found.key IS NULL, found.due_at, found.key COLLATE "C"`,
    next: `SELECT min(first.due_at)
FROM (SELECT unnest(coalesce($2::bigint[], ARRAY(SELECT generate_series(0, ${SLOTS - 1})::bigint))) AS slot) AS place
CROSS JOIN LATERAL (SELECT due_at FROM ${work} WHERE slot = place.slot AND due_at > $1::bigint
  ORDER BY due_at NULLS FIRST LIMIT 1) AS first`,
  };
}
