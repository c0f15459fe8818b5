import { type Aim, figure, percent, type Report } from '../../measure/report.js';
import { Child } from '../../processes/child.js';
import type { Effort } from '../../sections/section.js';
import { lineOf } from '../../traffic/the-account.js';
import type { Used } from '../processes/hubspot.js';
import { DatabaseServer } from '../server/database-server.js';
import { Fleet, type Replica } from '../server/fleet.js';
import { seedStatuses } from '../server/seed-statuses.js';

const WINDOW_MS = 10_000;
const HUBSPOTS_OWN = 110;
const LEAST = 0.98;
/** Windows before anything is measured. */
const SETTLED_WINDOWS = 2;
const CORES = 2;

interface Sizes {
  portals: number;
  /** Requests of a portal in a window. */
  requests: number;
  /** Windows measured. */
  windows: number;
}

interface Scene {
  fleet: Fleet;
  hubspot: Child;
  database: DatabaseServer;
  sizes: Sizes;
}

interface Outcome {
  /** Of what could be used. */
  share: number;
  refused: number;
  roundTripMs: number;
  /** Share of the processors' time in use by what is measured. */
  busy: number;
}

type Event = 'steady' | 'joins' | 'leaves';

/** How much of every portal's quota is used while all have a backlog. */
export async function quota({ quick }: Effort): Promise<Report> {
  const sizes = quick
    ? { portals: 20, requests: HUBSPOTS_OWN, windows: 2 }
    : { portals: 200, requests: HUBSPOTS_OWN, windows: 3 };
  const rows: [string, Outcome][] = [];
  for (const replicas of quick ? [2] : [1, 2, 4]) {
    const outcome = await withScene(replicas, sizes, (scene) => measured(scene, 'steady'));
    rows.push([`${replicas}, in steady state`, outcome]);
  }
  const changed = await withScene(2, sizes, async (scene) => ({
    joins: await measured(scene, 'joins'),
    leaves: await measured(scene, 'leaves'),
  }));
  rows.push(['2, a third joins', changed.joins], ['3, one leaves', changed.leaves]);
  const killed = await withScene(3, sizes, afterKill);
  return report(sizes, rows, killed);
}

async function withScene<T>(replicas: number, sizes: Sizes, work: (scene: Scene) => Promise<T>): Promise<T> {
  const lines = Array.from({ length: sizes.portals }, (_, index) => lineOf(index));
  await using database = await DatabaseServer.start();
  await using hubspot = Child.start('../fleet/processes/hubspot');
  const quotaAtHubSpot = { requests: sizes.requests, perMs: WINDOW_MS };
  const { url, messageIds } = await hubspot.ask<{ url: string; messageIds: string[] }>('start', {
    lines,
    quota: quotaAtHubSpot,
  });
  const store = await database.database();
  await using fleet = await Fleet.start(replicas, {
    store,
    hubspot: url,
    provider: url,
    lines,
    quota: { requests: sizes.requests, per: `${WINDOW_MS / 1_000}s` },
  });
  // As much as is used in all windows, those before and between the measured ones too.
  const seeded = await seedStatuses(store, { lines, messageIds, perLine: sizes.requests * (2 * sizes.windows + 4) });
  await fleet.look(seeded);
  // At first only a little of a window is used, until an answer has told what others use.
  await pause(SETTLED_WINDOWS * WINDOW_MS);
  return await work({ fleet, hubspot, database, sizes });
}

async function measured({ fleet, hubspot, database, sizes }: Scene, event: Event): Promise<Outcome> {
  await fleet.roundTripMs();
  await pause(WINDOW_MS / 2);
  const tripMs = await fleet.roundTripMs();
  const cpu = async () => (await fleet.cpuMicros()) + (await hubspot.cpuMicros()) + database.cpuMicros();
  const [before, cpuBefore, begin] = [await total(hubspot), await cpu(), performance.now()];
  const periodMs = WINDOW_MS + tripMs;
  if (event === 'joins') await fleet.join();
  if (event === 'leaves') await fleet.leave(fleet.replicas.at(-1) as Replica);
  await pause(begin + sizes.windows * periodMs - performance.now());
  const [after, seconds] = [await total(hubspot), (performance.now() - begin) / 1_000];
  const busy = event === 'steady' ? ((await cpu()) - cpuBefore) / (seconds * 1e6 * CORES) : Number.NaN;
  const roundTripMs = await fleet.roundTripMs();
  const could = (sizes.portals * sizes.requests * seconds * 1_000) / (WINDOW_MS + roundTripMs);
  return {
    share: (after.requests - before.requests) / could,
    refused: after.refused - before.refused,
    roundTripMs,
    busy,
  };
}

interface Gap {
  refused: number;
  portals: number;
  median: number;
  most: number;
}

/** One of three is killed: when its portals are called again, and whether HubSpot refuses any. */
async function afterKill({ fleet, hubspot }: Scene): Promise<Gap> {
  const victim = fleet.replicas[1] as Replica;
  const lost = await fleet.portalsOf(victim);
  const before = await total(hubspot);
  await fleet.kill(victim);
  await hubspot.ask('watch');
  // Expiry, the quota's window, and what there is to do between the two.
  await pause(45_000);
  const first = await hubspot.ask<Record<string, number>>('firstCalls');
  const gaps = lost.map((portalId) => (first[portalId] ?? Number.POSITIVE_INFINITY) / 1_000).toSorted((a, b) => a - b);
  return {
    refused: (await total(hubspot)).refused - before.refused,
    portals: lost.length,
    median: gaps[gaps.length >> 1] ?? Number.NaN,
    most: gaps.at(-1) ?? Number.NaN,
  };
}

async function total(hubspot: Child): Promise<{ requests: number; refused: number }> {
  const used = await hubspot.ask<Used[]>('used');
  const sum = (name: 'requests' | 'refused') => used.reduce((all, one) => all + one[name], 0);
  return { requests: sum('requests'), refused: sum('refused') };
}

function report(sizes: Sizes, rows: [string, Outcome][], killed: Gap): Report {
  const aims = rows.map(
    ([name, { share }]): Aim => ({
      what: `quota used, replicas: ${name}`,
      aim: '≥ 98 %',
      measured: percentOf(share),
      met: share >= LEAST,
    }),
  );
  const refused = rows.reduce((sum, [, one]) => sum + one.refused, killed.refused);
  return {
    title: 'Quota used',
    columns: ['Replicas', 'of what could be used', 'refused (429)', 'round trip, ms', 'CPU in use'],
    rows: rows.map(([name, one]) => [
      name,
      percentOf(one.share),
      one.refused,
      figure(one.roundTripMs),
      Number.isNaN(one.busy) ? '–' : percent(one.busy),
    ]),
    notes: [
      `${sizes.portals} portals, each with a backlog of statuses; quota ${sizes.requests} requests in 10 s each, counted by the emulator. What could be used: that many in every 10 s and a round trip. Of ${sizes.windows} windows. The CPU is that of replicas, database and emulator, of ${CORES} cores.`,
      `One of three killed: its ${killed.portals} portals are called again after ${figure(killed.median)} s (median; the last after ${figure(killed.most)} s); ${killed.refused} refused.`,
    ],
    aims: [
      ...aims,
      { what: 'requests refused (429), kills included', aim: '0', measured: String(refused), met: refused === 0 },
    ],
  };
}

function percentOf(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));
}
