import { figure, type Report } from '../../measure/report.js';
import { allRounds } from '../../measure/rounds.js';
import { median } from '../../measure/statistics.js';
import { Child } from '../../processes/child.js';
import type { Effort } from '../../sections/section.js';
import { lineOf, messageId } from '../../traffic/the-account.js';
import { DatabaseServer } from '../server/database-server.js';
import { Fleet } from '../server/fleet.js';
import { seedStatuses } from '../server/seed-statuses.js';

const QUIET = 100;
/** Messages of all quiet portals together. */
const QUIET_PER_SECOND = 20;
const LOUD_PER_SECOND = 100;
const LIMIT = 1.5;

interface Figures extends Record<string, number> {
  p50: number;
  p99: number;
  missing: number;
}

interface Sizes {
  rounds: number;
  seconds: number;
  backlog: number;
}

/** A portal with a million of statuses to tell, and a flood of messages, next to a hundred quiet ones. */
export async function fair({ quick }: Effort): Promise<Report> {
  const sizes = quick ? { rounds: 1, seconds: 10, backlog: 20_000 } : { rounds: 3, seconds: 20, backlog: 1_000_000 };
  const lines = Array.from({ length: QUIET + 1 }, (_, index) => lineOf(index));
  await using database = await DatabaseServer.start();
  await using farSide = Child.start('../fleet/processes/far-side');
  const { hubspot, provider } = await farSide.ask<{ hubspot: string; provider: string }>('start');
  const started = async () => {
    const store = await database.database();
    const quota = { requests: 110, per: '10s' };
    return { store, fleet: await Fleet.start(1, { store, hubspot, provider, lines, quota }) };
  };
  const [alone, beside] = [await started(), await started()];
  await using _alone = alone.fleet;
  await using _beside = beside.fleet;
  const loud = { lines: lines.slice(QUIET), messageIds: [messageId(0)], perLine: sizes.backlog };
  await beside.fleet.look(await seedStatuses(beside.store, loud));
  const write = (firstLine: number, count: number, perSecond: number) =>
    farSide.ask<Figures>(
      'write',
      { firstLine, lines: count, perSecond, seconds: sizes.seconds, withinMs: 30_000 },
      { withinMs: 120_000 },
    );
  const meet = ({ fleet }: { fleet: Fleet }) => farSide.ask('meet', { urls: fleet.replicas.map(({ url }) => url) });
  const seen = await allRounds(sizes.rounds, {
    alone: async () => {
      await meet(alone);
      return write(0, QUIET, QUIET_PER_SECOND);
    },
    beside: async () => {
      await meet(beside);
      const flood = farSide.ask(
        'flood',
        { firstLine: QUIET, lines: 1, perSecond: LOUD_PER_SECOND, seconds: sizes.seconds },
        { withinMs: 120_000 },
      );
      const figures = await write(0, QUIET, QUIET_PER_SECOND);
      await flood;
      return figures;
    },
  });
  return report(seen as Record<'alone' | 'beside', Figures[]>, sizes);
}

function report({ alone, beside }: Record<'alone' | 'beside', Figures[]>, sizes: Sizes): Report {
  const of = (each: Figures[], name: keyof Figures) => median(each.map((one) => one[name]!));
  const ratio = of(beside, 'p99') / of(alone, 'p99');
  const row = (name: string, each: Figures[]) => [
    name,
    figure(of(each, 'p50')),
    figure(of(each, 'p99')),
    each.map((one) => figure(one.p99)).join(', '),
    each.reduce((sum, one) => sum + one.missing, 0),
  ];
  return {
    title: 'Quiet portals beside a loud one',
    columns: [`${QUIET} quiet portals`, 'p50, ms', 'p99, ms', 'p99 of each round, ms', 'not told'],
    rows: [row('alone', alone), row('beside the loud one', beside)],
    notes: [
      `From an agent’s webhook of a quiet portal until HubSpot is told that the message is sent: webhook, send and PATCH. ${QUIET_PER_SECOND} messages/s in all quiet portals, ${sizes.seconds} s a round, medians of ${sizes.rounds} alternating rounds, one replica.`,
      `The loud portal has ${sizes.backlog.toLocaleString('en')} statuses to tell, and ${LOUD_PER_SECOND} messages/s come for it.`,
    ],
    aims: [
      {
        what: 'p99 of quiet portals beside a loud one',
        aim: `≤ ${LIMIT}×`,
        measured: `${figure(ratio)}×`,
        met: ratio <= LIMIT,
      },
    ],
  };
}
