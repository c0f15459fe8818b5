import { type Aim, figure, type Report, spread } from '../../measure/report.js';
import { allRounds } from '../../measure/rounds.js';
import { type Latency, median } from '../../measure/statistics.js';
import { Child } from '../../processes/child.js';
import type { Effort } from '../../sections/section.js';
import type { ContestantName } from '../processes/queue.js';
import { DatabaseServer } from '../server/database-server.js';
import { RedisServer } from '../server/redis-server.js';

/** One event every so often, when latency is asked for, ms. */
const EVERY_MS = 25;
/** How many are run before anything is measured. */
const WARM_UP = 2_000;

interface Sizes {
  events: number;
  singles: number;
}

interface Figures extends Record<string, number> {
  endToEnd: number;
  processing: number;
  clientMicros: number;
  serverMicros: number;
  p50: number;
  p99: number;
}

/** Where a contestant keeps its work. */
interface Keeper {
  cpuMicros(): number;
  open(): Promise<string>;
  close(url: string): Promise<void>;
}

const OURS = 'channelwright';

const NAMES: Record<ContestantName, string> = {
  channelwright: 'Channelwright',
  'graphile-worker': 'graphile-worker',
  'pg-boss': 'pg-boss',
  bullmq: 'BullMQ',
};

/** Accept durably, run once, record: ourselves next to ready-made queues. */
export async function queues({ quick }: Effort): Promise<Report> {
  const rounds = quick ? 1 : 3;
  const sizes = quick ? { events: 5_000, singles: 20 } : { events: 20_000, singles: 100 };
  await using database = await DatabaseServer.start();
  await using redis = await RedisServer.start();
  const inPostgres: Keeper = {
    cpuMicros: () => database.cpuMicros(),
    open: () => database.database(),
    close: (url) => database.drop(url),
  };
  const inRedis: Keeper | undefined = redis && {
    cpuMicros: () => redis.cpuMicros(),
    open: async () => redis.url,
    close: () => redis.forget(),
  };
  const variants: Record<string, () => Promise<Figures>> = {};
  for (const name of Object.keys(NAMES) as ContestantName[]) {
    const keeper = name === 'bullmq' ? inRedis : inPostgres;
    if (keeper) variants[name] = () => contest(name, keeper, sizes);
  }
  const seen = await allRounds(rounds, variants);
  return report(seen, { rounds, sizes, redis: await redis?.version() });
}

interface Told {
  rounds: number;
  sizes: Sizes;
  redis: string | undefined;
}

function titleOf(name: string, redis: string | undefined): string {
  return name === 'bullmq' ? `${NAMES.bullmq}, Redis ${redis}` : NAMES[name as ContestantName];
}

async function contest(name: ContestantName, keeper: Keeper, { events, singles }: Sizes): Promise<Figures> {
  const url = await keeper.open();
  const figures = await race(name, url, keeper, { events, singles });
  await keeper.close(url);
  return figures;
}

async function race(name: ContestantName, url: string, keeper: Keeper, { events, singles }: Sizes): Promise<Figures> {
  await using child = Child.start('../fleet/processes/queue');
  await child.ask('open', { name, url });
  await warmUp(child);
  await child.ask('prepare', { count: events });
  await child.ask('accept');
  const processing = await timed(async () => {
    await child.ask('work');
    await child.ask('done');
  });
  await child.ask('prepare', { count: events });
  const [clientBefore, serverBefore] = [await child.cpuMicros(), keeper.cpuMicros()];
  const endToEnd = await timed(async () => {
    await child.ask('accept');
    await child.ask('done');
  });
  const clientMicros = ((await child.cpuMicros()) - clientBefore) / events;
  const serverMicros = (keeper.cpuMicros() - serverBefore) / events;
  await child.ask('prepare', { count: singles });
  const { p50, p99 } = await child.ask<Latency>('latency', { everyMs: EVERY_MS });
  await child.ask('rest');
  await child.ask('close');
  return { endToEnd: events / endToEnd, processing: events / processing, clientMicros, serverMicros, p50, p99 };
}

async function warmUp(child: Child): Promise<void> {
  await child.ask('prepare', { count: WARM_UP });
  await child.ask('work');
  await child.ask('accept');
  await child.ask('done');
  await child.ask('rest');
}

/** Seconds. */
async function timed(work: () => Promise<void>): Promise<number> {
  const begin = performance.now();
  await work();
  return (performance.now() - begin) / 1_000;
}

function report(seen: Record<string, Figures[]>, { rounds, sizes, redis }: Told): Report {
  const rows = Object.entries(seen).map(([name, each]) => {
    const of = (figureName: keyof Figures) => each.map((one) => one[figureName]!);
    const middle = (figureName: keyof Figures) => figure(median(of(figureName)));
    return [
      titleOf(name, redis),
      spread(of('endToEnd')),
      spread(of('processing')),
      middle('clientMicros'),
      middle('serverMicros'),
      `${middle('p50')} / ${middle('p99')}`,
    ];
  });
  if (redis === undefined) rows.push([NAMES.bullmq, 'no redis-server on this machine', '–', '–', '–', '–']);
  return {
    title: 'Next to ready-made queues',
    columns: [
      'Accept durably, run once, record',
      'end to end, events/s',
      'processing a backlog, events/s',
      'CPU of the client, µs per event',
      'CPU of the server, µs per event',
      'p50 / p99 at low load, ms',
    ],
    rows,
    notes: [
      `${sizes.events.toLocaleString('en')} events of 1.2 KB of JSON, accepted in groups of 100 by two callers; medians of ${rounds} rounds, beside them the least and the most. Client: accepts and works, in one process. CPU is that of the end-to-end run.`,
      'Ours encrypts the events, remembers a dedupe key of each, and leaves an entry in the journal. graphile-worker and BullMQ delete what is done, pg-boss keeps it as done. BullMQ with appendfsync always, through a socket.',
      `Low load: one event every ${EVERY_MS} ms, ${sizes.singles} of them; from handing it over until it is run, ours until what it led to is durable.`,
    ],
    aims: aimsOf(seen),
  };
}

const AHEAD = 1;
const PROCESSING = 0.7;

function aimsOf(seen: Record<string, Figures[]>): Aim[] {
  const { [OURS]: ours, ...others } = seen;
  if (!ours) return [];
  const of = (each: Figures[], name: 'endToEnd' | 'processing') => median(each.map((one) => one[name]));
  const compared = (name: 'endToEnd' | 'processing', other: Figures[], what: string, least: number): Aim => {
    const ratio = of(ours, name) / of(other, name);
    return { what, aim: `≥ ${least}×`, measured: `${figure(ratio)}×`, met: ratio >= least };
  };
  const aims = Object.entries(others).map(([name, other]) =>
    compared('endToEnd', other, `end to end, next to ${NAMES[name as ContestantName]}`, AHEAD),
  );
  const graphile = seen['graphile-worker']!;
  return [...aims, compared('processing', graphile, 'processing alone, next to graphile-worker', PROCESSING)];
}
