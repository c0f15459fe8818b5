import { asMs, hasEnded, lives, unfitSlots } from './conditions.js';

/**
 * Nothing here waits for anyone. What is locked is left to its holder: a member whose renewal is under way may live, a slot that a
 * commit or another claim holds is busy. Owners are locked before they count as ended, so that a renewal cannot pass; a slot is
 * taken only if it still is what was judged, since a locking read sees newer rows than the rest of the statement.
 *
 * Which slots are taken is left to chance: claimers who race seldom meet, and busy portals are spread.
 *
 * Values: id, limit. One row for each slot taken.
 */
export function claimSql(schema: string): string {
  return `
WITH RECURSIVE me AS MATERIALIZED (
  SELECT * FROM ${schema}.members WHERE id = $1 FOR KEY SHARE
), ended AS MATERIALIZED (
  SELECT m.id, m.renewed_at, m.expiry_ms FROM ${schema}.members m WHERE ${hasEnded('m')} FOR SHARE SKIP LOCKED
), ${unfitSlots(schema)}, judged AS MATERIALIZED (
  SELECT s.slot, s.epoch, s.owner, e.renewed_at, e.expiry_ms
  FROM me JOIN ${schema}.slots s ON NOT me.leaving AND ${lives('me')}
  LEFT JOIN ended e ON e.id = s.owner
  WHERE (s.owner IS NULL OR e.id IS NOT NULL OR NOT EXISTS (SELECT FROM ${schema}.members m WHERE m.id = s.owner))
    AND NOT EXISTS (SELECT FROM unfit u WHERE u.slot = s.slot)
), picked AS MATERIALIZED (
  SELECT s.slot, j.epoch, j.owner, j.renewed_at, j.expiry_ms
  FROM judged j
  JOIN ${schema}.slots s ON s.slot = j.slot AND s.epoch = j.epoch AND s.owner IS NOT DISTINCT FROM j.owner
  ORDER BY random() LIMIT $2
  FOR NO KEY UPDATE OF s SKIP LOCKED
)
UPDATE ${schema}.slots s SET owner = $1, epoch = s.epoch + 1
FROM picked p WHERE s.slot = p.slot
RETURNING s.slot, s.epoch,
  CASE WHEN p.owner IS NOT NULL THEN 'expired' WHEN p.epoch = 0 THEN 'new' ELSE 'released' END,
  floor(extract(epoch FROM clock_timestamp() - p.renewed_at) * 1000)::bigint, p.expiry_ms,
  CASE WHEN p.owner IS NULL THEN floor(extract(epoch FROM clock_timestamp() - s.released_at) * 1000)::bigint END`;
}

/** Locked in ascending order, as by commits: they wait for each other and never in a circle. Values: id, slots, epochs. */
export function releaseSql(schema: string): string {
  return `
WITH mine AS MATERIALIZED (
  SELECT s.slot FROM ${schema}.slots s
  JOIN unnest($2::integer[], $3::bigint[]) AS given (slot, epoch) ON s.slot = given.slot AND s.epoch = given.epoch
  WHERE s.owner = $1
  ORDER BY s.slot
  FOR NO KEY UPDATE OF s
)
UPDATE ${schema}.slots s SET owner = NULL, released_at = clock_timestamp() FROM mine WHERE s.slot = mine.slot`;
}

/** The seconds since 1970 are more than the owners any slot can have had. Answers the names of the living, who forbid it. */
export function raiseEpochsSql(schema: string): string {
  return `
WITH living AS MATERIALIZED (
  SELECT m.name FROM ${schema}.members m WHERE ${lives('m')}
), all_slots AS MATERIALIZED (
  SELECT s.slot FROM ${schema}.slots s WHERE NOT EXISTS (SELECT FROM living) ORDER BY s.slot FOR NO KEY UPDATE
), raised AS (
  UPDATE ${schema}.slots s
  SET epoch = greatest(s.epoch, ${asMs('clock_timestamp()')} / 1000) + 1, owner = NULL
  FROM all_slots WHERE s.slot = all_slots.slot
), forgotten AS (
  DELETE FROM ${schema}.members WHERE NOT EXISTS (SELECT FROM living)
)
SELECT name FROM living ORDER BY name`;
}
