import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { figure, percent, type Report } from '../measure/report.js';
import { type Latency, latencyOf } from '../measure/statistics.js';
import { Child } from '../processes/child.js';
import { SPOILT_BY } from '../processes/failed-messages.js';
import { configuration } from '../traffic/configuration.js';
import { type Effort, type Pair, sqliteIn, withConnectorOn, withFolder } from './section.js';

const PER_SECOND = 10;
/** Messages in one stretch of the trickle: whether the correction has ended is seen in between. */
const STRETCH = 50;
/** HubSpot's own quota: a million corrected statuses wait for it, and nothing else does. */
const QUOTA = { quota: { requests: 110, per: '10s' } };
const HALF_AN_HOUR_MS = 1_800_000;

interface Outcome {
  document: { corrected: number; carriedOut: string };
  seconds: number;
  peak: number;
}

interface Memory {
  peak: number;
}

/** More than this take too long at the pace that an engine is left. */
const MOST_BESIDE = 20_000;

/** `messages correct` beside a steady trickle of deliveries, what they feel of it, and what it takes in memory; then without an engine. */
export async function corrections({ quick }: Effort): Promise<Report> {
  const count = Number(process.env['BENCH_CORRECTIONS'] ?? (quick ? 2_000 : MOST_BESIDE));
  const alone = quick ? 100 : 600;
  const beside = await withFolder(async (folder) => {
    const store = await spoilt(folder, Math.min(count, MOST_BESIDE));
    return withConnectorOn(store, (pair) => besideDeliveries(pair, folder, store, alone), QUOTA);
  });
  const offline = await withFolder(async (folder) => {
    const store = await spoilt(folder, count);
    return correct(folder, store, 'http://127.0.0.1:9');
  });
  return report(beside, offline);
}

/** Answers the URL of a store with so many messages to correct. */
async function spoilt(folder: string, count: number): Promise<string> {
  const store = sqliteIn(folder);
  await withConnectorOn(store, ({ connector }) => connector.ask('spoil', { count }, { withinMs: HALF_AN_HOUR_MS }));
  return store;
}

/** Runs the command in a process of its own. */
async function correct(folder: string, store: string, hubspot: string): Promise<Outcome> {
  const config = join(folder, 'channelwright.json');
  await writeFile(config, JSON.stringify(configuration({ store, hubspot, provider: hubspot, ...QUOTA })));
  const where = `adapter-version=${SPOILT_BY} state=failed since=1d`;
  const argv = ['-c', config, 'messages', 'correct', '--where', where, '--to', 'sent', '--yes', '--reason', 'bench'];
  await using command = Child.start('command');
  return await command.ask<Outcome>('run', { argv }, { withinMs: HALF_AN_HOUR_MS });
}

interface Beside {
  before: Latency;
  during: Latency;
  after: Latency;
  outcome: Outcome;
  empty: Memory;
  full: Memory;
}

async function besideDeliveries(pair: Pair, folder: string, store: string, alone: number): Promise<Beside> {
  const trickle = trickleInto(pair);
  await trickle(() => false, 100);
  const before = await trickle(() => false, alone);
  const empty = await pair.connector.ask<Memory>('memory');
  let isOver = false;
  const running = correct(folder, store, pair.hubspot).finally(() => {
    isOver = true;
  });
  const during = await trickle(() => isOver, Number.POSITIVE_INFINITY);
  const outcome = await running;
  const full = await pair.connector.ask<Memory>('memory');
  const after = await trickle(() => false, alone);
  return { before, during, after, outcome, empty, full };
}

/** Writes messages until `isOver`, or so many. Answers how long their deliveries took. */
function trickleInto({ farSide }: Pair) {
  let from = 0;
  return async (isOver: () => boolean, most: number): Promise<Latency> => {
    const latencies: number[] = [];
    while (latencies.length < most && !isOver()) {
      await farSide.ask('write', { from, count: STRETCH, perSecond: PER_SECOND });
      latencies.push(...(await farSide.ask<number[]>('delivered', { from, count: STRETCH, withinMs: 60_000 })));
      from += STRETCH;
    }
    return latencyOf(latencies);
  };
}

function report({ before, during, after, outcome, empty, full }: Beside, offline: Outcome): Report {
  const slower = { p50: during.p50 / before.p50 - 1, p99: during.p99 / before.p99 - 1 };
  const row = (name: string, { p50, p99 }: Latency) => [name, figure(p50), figure(p99)];
  return {
    title: `Corrections, with ${PER_SECOND} messages/s delivered meanwhile`,
    columns: ['Webhook → provider', 'p50, ms', 'p99, ms'],
    rows: [
      row('before', before),
      row('while messages are corrected', during),
      row('after, with their statuses still to be told', after),
    ],
    notes: [
      `Beside the engine: ${pace(outcome)}. Most resident memory: the command ${figure(outcome.peak)} MiB, the connector ${figure(full.peak)} MiB (${figure(empty.peak)} MiB before).`,
      `Without one: ${pace(offline)}. Most resident memory: ${figure(offline.peak)} MiB.`,
      `Slower than before: p50 ${percent(slower.p50)}, p99 ${percent(slower.p99)}.`,
    ],
    aims: [
      {
        what: 'deliveries slower while messages are corrected, p50',
        aim: '≤ 10 %',
        measured: percent(slower.p50),
        met: slower.p50 <= 0.1,
      },
    ],
  };
}

function pace({ document: { corrected }, seconds }: Outcome): string {
  return `${corrected.toLocaleString('en')} corrected in ${figure(seconds)} s, ${figure(corrected / seconds)} a second`;
}
