import pg from 'pg';
import { POSTGRES_DEFAULTS } from '../../../../src/config/defaults.js';
import { slotOf } from '../../../../src/outbox/slot.js';
import { WORK, type WorkRow } from '../../../../src/outbox/work-row.js';
import { STATUS_QUEUE } from '../../../../src/status/status-work.js';
import { lineOf } from '../../traffic/the-account.js';

export interface WorkSeed {
  portals: number;
  /** Of all portals together. */
  rows: number;
  nowMs: number;
  /** They became due at some time in this span before. */
  spreadMs: number;
}

/** Due work of many portals, its rows lying as mixed as they come in. */
export async function seedWork(url: string, { portals, rows, nowMs, spreadMs }: WorkSeed): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const lines = Array.from({ length: portals }, (_, index) => workRow(lineOf(index).portalId, nowMs));
  await client.query(
    `INSERT INTO ${POSTGRES_DEFAULTS.schema}.work (key, queue, portal, slot, due_at, leased, gate, ref, doc)
     SELECT replace(l.key, '#', n::text), $1, l.portal, l.slot, $2::bigint - (n * 7919 + l.slot) % $3::bigint, 0, NULL,
       replace(l.ref, '#', n::text), replace(l.doc, '#', n::text)
     FROM generate_series(1, $4) AS n, unnest($5::text[], $6::text[], $7::bigint[], $8::text[], $9::text[]) AS l (key, portal, slot, ref, doc)`,
    [
      STATUS_QUEUE,
      nowMs,
      spreadMs,
      rows / portals,
      lines.map(({ key }) => key),
      lines.map((row) => WORK.columns(row)['portal']),
      lines.map(({ slot }) => slot),
      lines.map(({ ref }) => ref),
      lines.map((row) => JSON.stringify(row)),
    ],
  );
  await client.query(`VACUUM ANALYZE ${POSTGRES_DEFAULTS.schema}.work`);
  await client.end();
}

function workRow(portal: string, dueAtMs: number): WorkRow {
  return {
    key: `status:main/${portal}/#`,
    queue: STATUS_QUEUE,
    app: 'main',
    portal,
    slot: slotOf('main', portal),
    dueAtMs,
    leased: false,
    ref: `main/${portal}/#`,
  };
}
