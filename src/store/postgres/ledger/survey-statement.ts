import { asMs, lives, NEEDED } from './conditions.js';

/** For people: looks at every account. One row: the time, the members and the slots, both as JSON. */
export function surveySql(schema: string): string {
  return `
WITH living AS MATERIALIZED (
  SELECT * FROM ${schema}.members m WHERE ${lives('m')}
), kinds AS (
  SELECT DISTINCT a.slot, a.app, a.channel FROM ${schema}.accounts a WHERE a.${NEEDED} AND a.slot IS NOT NULL
), needs AS (
  SELECT k.slot, json_agg(DISTINCT n.need ORDER BY n.need) AS list
  FROM kinds k CROSS JOIN LATERAL (VALUES ('app:' || k.app), ('channel:' || k.channel)) AS n (need)
  WHERE n.need IS NOT NULL
  GROUP BY k.slot
), members AS (
  SELECT json_strip_nulls(json_build_object(
    'id', l.id, 'name', l.name, 'version', l.version, 'fingerprint', l.fingerprint, 'apps', l.apps, 'channels', l.channels,
    'expiryMs', l.expiry_ms, 'joinedAtMs', ${asMs('l.joined_at')}, 'renewedAtMs', ${asMs('l.renewed_at')},
    'slots', (SELECT count(*) FROM ${schema}.slots s WHERE s.owner = l.id), 'leaving', l.leaving,
    'keys', CASE WHEN cardinality(l.keys) > 0 THEN to_json(l.keys) END
  )) AS doc, l.joined_at, l.id FROM living l
), slots AS (
  SELECT json_strip_nulls(json_build_object(
    'slot', s.slot, 'epoch', s.epoch, 'owner', l.id, 'needs', coalesce(n.list, '[]'::json)
  )) AS doc, s.slot
  FROM ${schema}.slots s LEFT JOIN living l ON l.id = s.owner LEFT JOIN needs n ON n.slot = s.slot
  WHERE l.id IS NOT NULL OR n.slot IS NOT NULL
)
SELECT ${asMs('clock_timestamp()')},
  (SELECT coalesce(json_agg(doc ORDER BY joined_at, id), '[]') FROM members)::text,
  (SELECT coalesce(json_agg(doc ORDER BY slot), '[]') FROM slots)::text`;
}
