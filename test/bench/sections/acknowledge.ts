import { join } from 'node:path';
import { type Aim, figure, percent, type Report } from '../measure/report.js';
import { alternate } from '../measure/rounds.js';
import { Child } from '../processes/child.js';
import type { Storing } from '../processes/ingress-only.js';
import { CONNECTIONS, type Figures, Loads, type Server } from '../processes/loads.js';
import { type Effort, withConnector, withFolder } from './section.js';

const NAMES: Record<string, string> = {
  none: 'no store',
  group: 'SQLite, group commit (as it is)',
  single: 'SQLite, one commit per event',
  connector: 'whole connector, sending and PATCHing besides',
};

/** Webhook → durable acknowledgement. */
export async function acknowledge({ quick }: Effort): Promise<Report> {
  const [rounds, closedSeconds, openSeconds] = quick ? [1, 2, 3] : [5, 3, 5];
  const figures = await withFolder(async (folder) => {
    await using load = new Loads();
    const alone = await withServers(folder, (url) =>
      alternate(rounds, {
        none: () => load.measure(url.none, closedSeconds, openSeconds),
        group: () => load.measure(url.group, closedSeconds, openSeconds),
        single: () => load.measure(url.single, closedSeconds, openSeconds),
      }),
    );
    const whole = await alternate(quick ? 1 : 3, { connector: () => wholeConnector(load, closedSeconds, openSeconds) });
    return { ...alone, ...whole };
  });
  return report(figures as Record<string, Figures>);
}

async function withServers<T>(folder: string, work: (servers: Record<Storing, Server>) => Promise<T>): Promise<T> {
  await using none = Child.start('ingress-only');
  await using group = Child.start('ingress-only');
  await using single = Child.start('ingress-only');
  const start = async (storing: Storing, process: Child): Promise<Server> => {
    const path = join(folder, `${storing}.db`);
    return { process, url: await process.ask('start', { storing, path }) };
  };
  return await work({
    none: await start('none', none),
    group: await start('group', group),
    single: await start('single', single),
  });
}

/** Begun anew for each round, since what it was given takes longer to be sent than to be acknowledged. */
async function wholeConnector(load: Loads, closedSeconds: number, openSeconds: number): Promise<Figures> {
  return withConnector(async ({ connector, url }) => {
    const server = { process: connector, url };
    const latency = await load.latencies(server, openSeconds);
    await connector.ask('quiet', { withinMs: 30_000 });
    return { ...latency, ...(await load.throughput(server, closedSeconds)) };
  });
}

function report(figures: Record<string, Figures>): Report {
  const { none, group, connector } = figures as Record<'none' | 'group' | 'connector', Figures>;
  const rows = Object.entries(figures).map(([name, one]) => [
    NAMES[name]!,
    figure(one.perSecond),
    percent(one.perSecond / none.perSecond),
    figure(one.cpuMicros),
    `${figure(one.p50At100)} / ${figure(one.p99At100)}`,
    `${figure(one.p50At500)} / ${figure(one.p99At500)}`,
  ]);
  const p99Aim = (what: string, of: Figures): Aim => ({
    what,
    aim: `≤ no store + 10 ms (${figure(none.p99At500 + 10)} ms)`,
    measured: `${figure(of.p99At500)} ms`,
    met: of.p99At500 <= none.p99At500 + 10,
  });
  return {
    title: 'Webhook → durable acknowledgement',
    columns: [
      'Server',
      'acknowledged/s',
      'of no store',
      'CPU µs per event',
      'p50 / p99 at 100/s, ms',
      'p50 / p99 at 500/s, ms',
    ],
    rows,
    notes: [
      `events/s: autocannon, ${CONNECTIONS} connections, closed loop; latencies: open loop, from when a request was due to its answer.`,
      'CPU is that of the server’s process with its database thread. The whole connector folds, sends and PATCHes in the same time.',
    ],
    aims: [
      {
        what: 'acknowledgements next to the server with no store',
        aim: '≥ 50 %',
        measured: percent(group.perSecond / none.perSecond),
        met: group.perSecond >= none.perSecond / 2,
      },
      p99Aim('p99 of an acknowledgement at 500/s', group),
      p99Aim('the same with the whole connector at work', connector),
    ],
  };
}
