import pg from 'pg';
import { POSTGRES_DEFAULTS } from '../../../../src/config/defaults.js';
import type { DueQuery } from '../../../../src/outbox/work-store.js';
import { STATUS_QUEUE } from '../../../../src/status/status-work.js';
import { figure, type Report } from '../../measure/report.js';
import { median } from '../../measure/statistics.js';
import type { Effort } from '../../sections/section.js';
import { lineOf } from '../../traffic/the-account.js';
import { DatabaseServer } from '../server/database-server.js';
import { makeTables, openOwnedStore } from '../server/owned-store.js';
import { seedWork } from '../server/seed-work.js';

const PORTALS = 200;
const CALLS = 400;
const UPDATES = 1_000_000;
const PER_UPDATE = 2_000;
const DAY_MS = 86_400_000;
const LIMIT = 1.5;

const KINDS = ['fair', 'onePortal', 'nothing', 'next'] as const;
type Cost = Record<(typeof KINDS)[number], number>;

/** What it costs to find due work with few rows and with many, before and after a million of updates. */
export async function due({ quick }: Effort): Promise<Report> {
  const [few, many, updates] = quick ? [10_000, 100_000, 20_000] : [100_000, 10_000_000, UPDATES];
  await using database = await DatabaseServer.start();
  const costs: { name: string; cost: Cost }[] = [];
  for (const rows of [few, many]) {
    const url = await database.database();
    const nowMs = Date.now();
    await makeTables(url);
    await seedWork(url, { portals: PORTALS, rows, nowMs, spreadMs: DAY_MS });
    const name = `${rows.toLocaleString('en')} rows`;
    const { store } = await openOwnedStore(url);
    costs.push({ name, cost: await costOf(store, nowMs) });
    await updateSome(url, { rows, updates: Math.min(updates, UPDATES), nowMs });
    costs.push({ name: `${name}, ${updates.toLocaleString('en')} updates later`, cost: await costOf(store, nowMs) });
    await store.close();
    await database.drop(url);
  }
  return report(costs);
}

type Store = Awaited<ReturnType<typeof openOwnedStore>>['store'];

async function costOf(store: Store, nowMs: number): Promise<Cost> {
  const fair: DueQuery = { queue: STATUS_QUEUE, nowMs, perPortal: 24, limit: 72 };
  const others = Array.from({ length: PORTALS - 1 }, (_, index) => `main/${lineOf(index + 1).portalId}`);
  return {
    fair: await medianOf(() => store.due(fair)),
    onePortal: await medianOf(() => store.due({ ...fair, except: others })),
    nothing: await medianOf(() => store.due({ ...fair, nowMs: nowMs - 10 * DAY_MS })),
    next: await medianOf(() => store.nextDueAt(nowMs)),
  };
}

/** µs. The first half warms up. */
async function medianOf(call: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let called = 0; called < 2 * CALLS; called++) {
    const begin = performance.now();
    await call();
    times.push((performance.now() - begin) * 1_000);
  }
  return median(times.slice(CALLS));
}

/** Moves rows picked at random: most to another time at which they are due, a tenth a day ahead. */
async function updateSome(url: string, given: { rows: number; updates: number; nowMs: number }): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const perPortal = given.rows / PORTALS;
  for (let done = 0; done < given.updates; done += PER_UPDATE) {
    await client.query(
      `UPDATE ${POSTGRES_DEFAULTS.schema}.work AS w SET due_at = p.due_at FROM (
         SELECT DISTINCT ON (key) 'status:main/' || (70000 + floor(random() * ${PORTALS})) || '/' || (1 + floor(random() * $1)) AS key,
           $2::bigint - floor(random() * ${DAY_MS})::bigint + CASE WHEN random() < 0.1 THEN ${2 * DAY_MS} ELSE 0 END AS due_at
         FROM generate_series(1, ${PER_UPDATE})) AS p WHERE w.key = p.key`,
      [perPortal, given.nowMs],
    );
  }
  await client.end();
}

function report(costs: { name: string; cost: Cost }[]): Report {
  const first = costs[0]!.cost;
  const worst = Math.max(...costs.flatMap(({ cost }) => KINDS.map((kind) => cost[kind] / first[kind])));
  return {
    title: 'Cost of finding due work',
    columns: [
      'Rows of work, all due',
      `72 rows of ${PORTALS} portals, µs`,
      '24 rows of one portal, µs',
      'nothing due, µs',
      'when the next is due, µs',
    ],
    rows: costs.map(({ name, cost }) => [
      name,
      ...KINDS.map((kind) => `${figure(cost[kind])} (${figure(cost[kind] / first[kind])}×)`),
    ]),
    notes: [`Medians of ${CALLS} calls one after the other, with the way to the database and back; all slots owned.`],
    aims: [
      {
        what: 'cost of finding due work, at most',
        aim: `≤ ${LIMIT}×`,
        measured: `${figure(worst)}×`,
        met: worst <= LIMIT,
      },
    ],
  };
}
