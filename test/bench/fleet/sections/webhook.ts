import { figure, percent, type Report, spread } from '../../measure/report.js';
import { allRounds } from '../../measure/rounds.js';
import { median } from '../../measure/statistics.js';
import type { Child } from '../../processes/child.js';
import { type Figures, Loads } from '../../processes/loads.js';
import { type Effort, sqliteIn, withConnectorOn, withFolder } from '../../sections/section.js';
import { DatabaseServer } from '../server/database-server.js';

/** Messages that the even loads bring in a second: at 100/s and at 500/s, each for as long. */
const EVEN_PER_SECOND = 600;

interface Cost {
  /** Of one whole message: webhook, send, PATCH. */
  replicaMicros: number;
  databaseMicros: number;
  walBytes: number;
  statements: number;
}

type All = Figures & Cost;

/** Whole webhooks: acknowledged durably, while the same connector folds, sends and PATCHes. */
export async function webhook({ quick }: Effort): Promise<Report> {
  const [rounds, closedSeconds, openSeconds] = quick ? [1, 2, 3] : [3, 3, 5];
  await using database = await DatabaseServer.start();
  await using load = new Loads();
  const measured = (store: string) =>
    withConnectorOn(store, async ({ connector, url }): Promise<All> => {
      const server = { process: connector, url };
      const before = await spent(connector, database);
      const latency = await load.latencies(server, openSeconds);
      await connector.ask('quiet', { withinMs: 60_000 });
      const after = await spent(connector, database);
      const cost = (name: keyof Cost) => (after[name] - before[name]) / (EVEN_PER_SECOND * openSeconds);
      return {
        ...latency,
        replicaMicros: cost('replicaMicros'),
        databaseMicros: cost('databaseMicros'),
        walBytes: cost('walBytes'),
        statements: cost('statements'),
        ...(await load.throughput(server, closedSeconds)),
      };
    });
  const seen = await allRounds(rounds, {
    sqlite: () => withFolder((folder) => measured(sqliteIn(folder))),
    postgres: async () => measured(await database.database()),
  });
  return report(seen as Record<'sqlite' | 'postgres', All[]>, rounds);
}

async function spent(connector: Child, database: DatabaseServer): Promise<Cost> {
  return {
    replicaMicros: await connector.cpuMicros(),
    databaseMicros: database.cpuMicros(),
    walBytes: await database.ask<number>("SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::float8"),
    statements: await database.transactions(),
  };
}

function report({ sqlite, postgres }: Record<'sqlite' | 'postgres', All[]>, rounds: number): Report {
  const of = (each: All[], name: keyof All) => median(each.map((one) => one[name]!));
  const row = (name: string, each: All[]) => [
    name,
    spread(each.map((one) => one.perSecond)),
    percent(of(each, 'perSecond') / of(sqlite, 'perSecond')),
    `${figure(of(each, 'p50At100'))} / ${figure(of(each, 'p99At100'))}`,
    `${figure(of(each, 'p50At500'))} / ${figure(of(each, 'p99At500'))}`,
    figure(of(each, 'replicaMicros')),
    each === sqlite ? '–' : figure(of(each, 'databaseMicros')),
    each === sqlite ? '–' : figure(of(each, 'walBytes') / 1_024),
    each === sqlite ? '–' : figure(of(each, 'statements')),
  ];
  return {
    title: 'Webhooks on PostgreSQL and on SQLite',
    columns: [
      'Whole connector on',
      'acknowledged/s',
      'of SQLite',
      'p50 / p99 at 100/s, ms',
      'p50 / p99 at 500/s, ms',
      'CPU of the replica, µs per message',
      'CPU of the database, µs per message',
      'WAL, KiB per message',
      'statements per message',
    ],
    rows: [row('SQLite', sqlite), row('PostgreSQL', postgres)],
    notes: [
      `One replica that folds, sends and PATCHes besides; medians of ${rounds} alternating rounds. Costs are those of a whole message (webhook, send, PATCH) at 100/s and 500/s. acknowledged/s: autocannon, 64 connections, closed loop.`,
    ],
  };
}
