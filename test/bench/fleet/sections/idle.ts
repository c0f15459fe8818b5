import { figure, percent, type Report } from '../../measure/report.js';
import { Child } from '../../processes/child.js';
import type { Effort } from '../../sections/section.js';
import { lineOf } from '../../traffic/the-account.js';
import { DatabaseServer } from '../server/database-server.js';
import { Fleet } from '../server/fleet.js';

const MOST = 0.01;
/** What is busy after a start is not idle yet. */
const SETTLE_MS = 15_000;

/** What a replica that has nothing to do costs. */
export async function idle({ quick }: Effort): Promise<Report> {
  const [portals, seconds] = quick ? [200, 5] : [2_000, 60];
  const lines = Array.from({ length: portals }, (_, index) => lineOf(index));
  await using database = await DatabaseServer.start();
  await using farSide = Child.start('../fleet/processes/far-side');
  const { hubspot, provider } = await farSide.ask<{ hubspot: string; provider: string }>('start');
  await using fleet = await Fleet.start(1, { store: await database.database(), hubspot, provider, lines });
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  const [cpu, serverCpu, before] = [await fleet.cpuMicros(), database.cpuMicros(), await database.transactions()];
  await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
  const share = ((await fleet.cpuMicros()) - cpu) / (seconds * 1e6);
  const serverShare = (database.cpuMicros() - serverCpu) / (seconds * 1e6);
  const perSecond = ((await database.transactions()) - before) / seconds;
  return {
    title: 'An idle replica',
    columns: ['Portals', 'CPU of the replica', 'CPU of the database', 'statements/s'],
    rows: [[portals.toLocaleString('en'), fine(share), fine(serverShare), figure(perSecond)]],
    notes: [
      `One replica that owns every slot, over ${seconds} s, ${SETTLE_MS / 1_000} s after its start; of one core.`,
    ],
    aims: [{ what: 'CPU of an idle replica', aim: `< ${percent(MOST)}`, measured: fine(share), met: share < MOST }],
  };
}

function fine(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}
