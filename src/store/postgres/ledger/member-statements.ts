import { asMs, expiresAt, hasEnded, lives, unfitSlots } from './conditions.js';

/**
 * Members that ended long ago and own nothing are forgotten on the way. Values: name, version, fingerprint, apps, channels, expiry, keys.
 */
export function joinSql(schema: string): string {
  return `
WITH forgotten AS (
  DELETE FROM ${schema}.members WHERE id IN (
    SELECT m.id FROM ${schema}.members m
    WHERE ${hasEnded('m')}
      AND ${expiresAt('m')} + m.expiry_ms * interval '1 millisecond' < clock_timestamp()
      AND NOT EXISTS (SELECT FROM ${schema}.slots s WHERE s.owner = m.id)
    FOR UPDATE SKIP LOCKED
  )
)
INSERT INTO ${schema}.members (id, name, version, fingerprint, apps, channels, expiry_ms, keys, joined_at, renewed_at)
VALUES (gen_random_uuid()::text, $1, $2, $3, $4::text[], $5::text[], $6, $7::text[], clock_timestamp(), clock_timestamp())
RETURNING id`;
}

/**
 * The row is locked first and judged after: whoever found it expired meanwhile holds it, and a renewal that waits for them comes too
 * late by the clock. Members found expired are marked as departed, so that no step of the clock brings them back.
 *
 * Values: id. No rows: refused. Otherwise one for each living member, with the time and the number of free slots before it.
 */
export function renewSql(schema: string): string {
  return `
WITH RECURSIVE me AS MATERIALIZED (
  SELECT * FROM ${schema}.members WHERE id = $1 FOR NO KEY UPDATE
), renewed AS (
  UPDATE ${schema}.members m SET renewed_at = clock_timestamp()
  FROM me WHERE m.id = me.id AND ${lives('me')}
  RETURNING m.*
), buried AS (
  UPDATE ${schema}.members m SET departed = true
  FROM (
    SELECT d.id FROM ${schema}.members d
    WHERE d.id <> $1 AND NOT d.departed AND ${hasEnded('d')}
    FOR NO KEY UPDATE SKIP LOCKED
  ) dead WHERE m.id = dead.id
), living AS MATERIALIZED (
  SELECT * FROM renewed
  UNION ALL
  SELECT o.* FROM ${schema}.members o WHERE o.id <> $1 AND ${lives('o')}
), ${unfitSlots(schema)}, free AS (
  SELECT count(*) AS slots FROM ${schema}.slots s JOIN renewed ON NOT renewed.leaving
  WHERE NOT EXISTS (SELECT FROM living l WHERE l.id = s.owner)
    AND NOT EXISTS (SELECT FROM unfit u WHERE u.slot = s.slot)
), owned AS (
  SELECT s.owner, count(*) AS slots FROM ${schema}.slots s GROUP BY s.owner
)
SELECT ${asMs('clock_timestamp()')}, free.slots, l.id, l.name, l.version, l.fingerprint, l.apps, l.channels, l.expiry_ms,
  ${asMs('l.joined_at')}, ${asMs('l.renewed_at')}, coalesce(owned.slots, 0), l.leaving
FROM renewed CROSS JOIN free CROSS JOIN living l LEFT JOIN owned ON owned.owner = l.id
ORDER BY l.joined_at, l.id`;
}

/** Values: id. */
export function retireSql(schema: string): string {
  return `UPDATE ${schema}.members SET leaving = true WHERE id = $1`;
}

/** Values: id. */
export function leaveSql(schema: string): string {
  return `UPDATE ${schema}.members SET departed = true WHERE id = $1`;
}
