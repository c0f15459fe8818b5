import pg from 'pg';
import { POSTGRES_DEFAULTS } from '../../../../src/config/defaults.js';
import type { FleetStore } from '../../../../src/fleet/fleet-store.js';
import type { DueQuery } from '../../../../src/outbox/work-store.js';
import { STATUS_QUEUE } from '../../../../src/status/status-work.js';
import { figure, type Report } from '../../measure/report.js';
import { alternate } from '../../measure/rounds.js';
import { median } from '../../measure/statistics.js';
import type { Effort } from '../../sections/section.js';
import { lineOf } from '../../traffic/the-account.js';
import { DatabaseServer } from '../server/database-server.js';
import { makeTables, openOwnedStore } from '../server/owned-store.js';
import { seedWork } from '../server/seed-work.js';

const PORTALS = 200;
const CALLS = 100;
const WARM_UP = 20;
const PER_UPDATE = 2_000;
const DAY_MS = 86_400_000;
const LIMIT = 1.5;

const KINDS = ['fair', 'onePortal', 'next'] as const;
type Cost = Record<(typeof KINDS)[number], number>;

interface Sizes {
  few: number;
  many: number;
  updates: number;
  rounds: number;
}

/** What it costs to find due work with few rows, and with many after a million of updates. */
export async function due({ quick }: Effort): Promise<Report> {
  const sizes: Sizes = quick
    ? { few: 10_000, many: 100_000, updates: 20_000, rounds: 3 }
    : { few: 100_000, many: 10_000_000, updates: 1_000_000, rounds: 9 };
  const nowMs = Date.now();
  await using database = await DatabaseServer.start();
  const seeded = async (rows: number, updates: number) => {
    const url = await database.database();
    await makeTables(url);
    await seedWork(url, { portals: PORTALS, rows, nowMs, spreadMs: DAY_MS });
    await updateSome(url, { rows, updates, nowMs });
    return (await openOwnedStore(url)).store;
  };
  const [few, many] = [await seeded(sizes.few, 0), await seeded(sizes.many, sizes.updates)];
  const seen = await alternate(sizes.rounds, { few: () => costOf(few, nowMs), many: () => costOf(many, nowMs) });
  await Promise.all([few.close(), many.close()]);
  return report(seen as Record<'few' | 'many', Cost>, sizes);
}

async function costOf(store: FleetStore, nowMs: number): Promise<Cost> {
  const fair: DueQuery = { queue: STATUS_QUEUE, nowMs, perPortal: 24, limit: 72 };
  const others = Array.from({ length: PORTALS - 1 }, (_, index) => `main/${lineOf(index + 1).portalId}`);
  return {
    fair: await medianOf(() => store.due(fair)),
    onePortal: await medianOf(() => store.due({ ...fair, except: others })),
    next: await medianOf(() => store.nextDueAt(nowMs)),
  };
}

/** µs. The first calls warm up. */
async function medianOf(call: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let called = 0; called < WARM_UP + CALLS; called++) {
    const begin = performance.now();
    await call();
    times.push((performance.now() - begin) * 1_000);
  }
  return median(times.slice(WARM_UP));
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

function report({ few, many }: Record<'few' | 'many', Cost>, sizes: Sizes): Report {
  const row = (rows: number, more: string, cost: Cost) => [
    `${rows.toLocaleString('en')} rows${more}`,
    ...KINDS.map((kind) => `${figure(cost[kind])} (${figure(cost[kind] / few[kind])}×)`),
  ];
  const worst = Math.max(...KINDS.map((kind) => many[kind] / few[kind]));
  return {
    title: 'Cost of finding due work',
    columns: [
      'Rows of work, all due',
      `72 rows of ${PORTALS} portals, µs`,
      '24 rows of one portal, µs',
      'when the next is due, µs',
    ],
    rows: [row(sizes.few, '', few), row(sizes.many, ` after ${sizes.updates.toLocaleString('en')} updates`, many)],
    notes: [
      `Medians of ${sizes.rounds} alternating rounds of ${CALLS} calls one after the other, with the way to the database and back; all slots owned.`,
    ],
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
