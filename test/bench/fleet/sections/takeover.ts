import { figure, type Report } from '../../measure/report.js';
import { median } from '../../measure/statistics.js';
import { Child } from '../../processes/child.js';
import type { Effort } from '../../sections/section.js';
import { lineOf } from '../../traffic/the-account.js';
import { DatabaseServer } from '../server/database-server.js';
import { Fleet, type Replica } from '../server/fleet.js';

const PORTALS = 60;
/** In all portals together. */
const PER_SECOND = 60;
const EXPIRY_S = 15;
const MORE_S = 5;
const BEFORE_S = 5;
/** How long agents go on writing after the kill. */
const AFTER_S = 25;
/** What was under way at the kill is uncertain for a minute; then it is told as such. */
const UNCERTAIN_S = 100;

interface Taken extends Record<string, number> {
  portals: number;
  median: number;
  most: number;
  missing: number;
}

/** One of three replicas is killed while all work: when its portals are worked on again. */
export async function takeover({ quick }: Effort): Promise<Report> {
  const rounds: Taken[] = [];
  await using database = await DatabaseServer.start();
  for (let round = 0; round < (quick ? 1 : 2); round++) rounds.push(await killOne(await database.database()));
  const most = Math.max(...rounds.map((one) => one.most));
  const missing = rounds.reduce((sum, one) => sum + one.missing, 0);
  return {
    title: 'Takeover after a kill',
    columns: [
      'Kill',
      'portals of the killed',
      'worked on again after, s (median)',
      'the last, s',
      'of whose end HubSpot was not told',
    ],
    rows: rounds.map((one, index) => [index + 1, one.portals, figure(one.median), figure(one.most), one.missing]),
    notes: [
      `Three replicas, ${PORTALS} portals, ${PER_SECOND} messages a second in all, which the living take for all. From the end of the killed process until the provider has the first message of a portal of its. Expiry ${EXPIRY_S} s.`,
    ],
    aims: [
      {
        what: 'portals of a killed replica are worked on again within',
        aim: `≤ ${EXPIRY_S + MORE_S} s`,
        measured: `${figure(most)} s`,
        met: most <= EXPIRY_S + MORE_S,
      },
      { what: 'messages of whose end HubSpot was not told', aim: '0', measured: String(missing), met: missing === 0 },
    ],
  };
}

async function killOne(store: string): Promise<Taken> {
  const lines = Array.from({ length: PORTALS }, (_, index) => lineOf(index));
  await using farSide = Child.start('../fleet/processes/far-side');
  const { hubspot, provider } = await farSide.ask<{ hubspot: string; provider: string }>('start');
  await using fleet = await Fleet.start(3, { store, hubspot, provider, lines });
  const meet = () => farSide.ask('meet', { urls: fleet.replicas.map(({ url }) => url) });
  await meet();
  const crowd = { firstLine: 0, lines: PORTALS, perSecond: PER_SECOND, seconds: BEFORE_S + AFTER_S };
  const writing = farSide.ask<{ missing: number }>(
    'write',
    { ...crowd, withinMs: UNCERTAIN_S * 1_000 },
    { withinMs: 180_000 },
  );
  await new Promise((resolve) => setTimeout(resolve, BEFORE_S * 1_000));
  const victim = fleet.replicas[1] as Replica;
  const lost = await fleet.portalsOf(victim);
  await fleet.kill(victim);
  await Promise.all([farSide.ask('watch'), meet()]);
  const { missing } = await writing;
  const first = await farSide.ask<Record<string, number>>('firstCalls');
  const seconds = lost.map((portalId) => (first[portalId] ?? Number.POSITIVE_INFINITY) / 1_000);
  return { portals: seconds.length, median: median(seconds), most: Math.max(...seconds), missing };
}
