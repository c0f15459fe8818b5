import { figure, percent, type Report } from '../measure/report.js';
import { type Latency, latencyOf } from '../measure/statistics.js';
import { Correction } from '../processes/correct.js';
import { PORTALS } from '../traffic/the-account.js';
import { type Effort, type Pair, sqliteIn, withConnectorOn, withFolder } from './section.js';

const PER_SECOND = 20;
/** More than are corrected, or erased of one person, while a round lasts. */
const TO_CORRECT = 300_000;
const TO_ERASE = 40_000;
/** Numbers of those who are erased, far from everybody else's. */
const FIRST_ERASED = 20_000_000;
const BETWEEN_ERASED = 1_000_000;
const TEN_MINUTES_MS = 600_000;

interface Times {
  delivered: number[];
  told: number[];
}

/** A great task that can be begun and ended between two rounds of deliveries. */
interface Task {
  name: string;
  begin(round: number): Promise<void>;
  /** Answers whether it was under way until now. */
  end(): Promise<boolean>;
}

/** What deliveries feel of a great task: rounds with it and without it, in turns, on one connector. */
export async function delays({ quick }: Effort): Promise<Report> {
  const [rounds, count] = quick ? [1, 40] : [6, 200];
  const share = quick ? 0.02 : 1;
  return withFolder(async (folder) => {
    const store = sqliteIn(folder);
    return withConnectorOn(
      store,
      async (pair) => {
        const to = Math.ceil(TO_CORRECT * share);
        // Of another portal than the deliveries, whose quota is their own.
        const spoilt = { count: to, portals: PORTALS.slice(1, 2) };
        await pair.connector.ask('spoil', spoilt, { withinMs: TEN_MINUTES_MS });
        const tasks = [correcting(pair, folder, store), erasing(pair, Math.ceil(TO_ERASE * share))];
        const trickle = new Trickle(pair, count);
        await trickle.round();
        const rows: Report['rows'] = [];
        const aims: NonNullable<Report['aims']> = [];
        for (const task of tasks) {
          const seen = await inTurns(task, trickle, rounds);
          rows.push(...rowsOf(task, seen));
          aims.push(...aimsOf(task, seen));
        }
        return {
          title: `Deliveries beside a great task, ${PER_SECOND} messages/s and ${PER_SECOND} receipts/s`,
          columns: ['', 'sent → provider p50, ms', 'p99, ms', 'receipt → PATCH p50, ms', 'p99, ms'],
          rows,
          notes: [
            `${rounds} rounds of ${count} messages with the task, and as many without it, in turns; all messages of a kind together.`,
          ],
          aims,
        };
      },
      QUOTA,
    );
  });
}

/** So high that deliveries do not wait for it; corrected statuses of their one portal are told at the same rate: 30 a second. */
const QUOTA = { quota: { requests: 300, per: '10s' } };

interface Seen {
  without: Times;
  beside: Times;
  /** Rounds that the task outlasted. */
  covered: number;
  rounds: number;
}

async function inTurns(task: Task, trickle: Trickle, rounds: number): Promise<Seen> {
  const seen: Seen = { without: none(), beside: none(), covered: 0, rounds };
  for (let round = 0; round < rounds; round++) {
    await trickle.round(seen.without);
    await task.begin(round);
    await trickle.round(seen.beside);
    if (await task.end()) seen.covered += 1;
  }
  return seen;
}

function none(): Times {
  return { delivered: [], told: [] };
}

function correcting({ hubspot }: Pair, folder: string, store: string): Task {
  let correction: Correction | undefined;
  let running: Promise<unknown> = Promise.resolve();
  let isOver = false;
  return {
    name: 'messages are corrected',
    async begin() {
      isOver = false;
      correction = new Correction('bench');
      running = correction.run(folder, store, hubspot).then(() => {
        isOver = true;
      });
      // Until it has been loaded and has begun.
      await new Promise((resolve) => setTimeout(resolve, 3_000));
    },
    async end() {
      const wasUnderWay = !isOver;
      if (wasUnderWay) await correction?.interrupt();
      await running;
      await correction?.[Symbol.asyncDispose]();
      return wasUnderWay;
    },
  };
}

function erasing({ connector, farSide }: Pair, count: number): Task {
  return {
    name: 'one person is erased',
    async begin(round) {
      const number = FIRST_ERASED + round * BETWEEN_ERASED;
      await farSide.ask('write', { from: number, count: 1, perSecond: 1 });
      await farSide.ask('told', { from: number, count: 1, status: 'SENT', withinMs: 30_000 });
      await connector.ask('quiet', { withinMs: 30_000 });
      await connector.ask('multiplyForOne', { number, count }, { withinMs: TEN_MINUTES_MS });
      await connector.ask('erase', { number });
    },
    async end() {
      const wasUnderWay = await connector.ask<boolean>('isErasing');
      while (await connector.ask<boolean>('isErasing')) await new Promise((resolve) => setTimeout(resolve, 100));
      return wasUnderWay;
    },
  };
}

/** Messages to customers of their own, then their receipts: one round after another. */
class Trickle {
  #next = 5_000_000;

  constructor(
    private readonly pair: Pair,
    private readonly count: number,
  ) {}

  async round(into: Times = none()): Promise<void> {
    const { farSide } = this.pair;
    const batch = { from: this.#next, count: this.count };
    this.#next += this.count;
    await farSide.ask('write', { ...batch, perSecond: PER_SECOND });
    into.delivered.push(...(await farSide.ask<number[]>('delivered', { ...batch, withinMs: 60_000 })));
    await farSide.ask('told', { ...batch, status: 'SENT', withinMs: 60_000 });
    await farSide.ask('report', { ...batch, state: 'read', perSecond: PER_SECOND });
    into.told.push(...(await farSide.ask<number[]>('toldTimes', { ...batch, status: 'READ', withinMs: 60_000 })));
  }
}

function rowsOf({ name }: Task, { without, beside, covered, rounds }: Seen): Report['rows'] {
  const cells = ({ delivered, told }: Times) =>
    [latencyOf(delivered), latencyOf(told)].flatMap(({ p50, p99 }) => [figure(p50), figure(p99)]);
  return [
    [`while ${name} (until the end in ${covered} of ${rounds} rounds)`, ...cells(beside)],
    ['without', ...cells(without)],
  ];
}

function aimsOf({ name }: Task, { without, beside }: Seen): NonNullable<Report['aims']> {
  const kinds = [
    ['sent → provider', latencyOf(without.delivered), latencyOf(beside.delivered)],
    ['receipt → PATCH', latencyOf(without.told), latencyOf(beside.told)],
  ] as const;
  return kinds.flatMap(([kind, calm, busy]) =>
    (['p50', 'p99'] as const).map((which) => slower(`${kind} while ${name}, ${which}`, calm, busy, which)),
  );
}

function slower(what: string, calm: Latency, busy: Latency, which: keyof Latency) {
  const share = busy[which] / calm[which] - 1;
  return { what, aim: '≤ + 10 %', measured: `${share < 0 ? '−' : '+'} ${percent(Math.abs(share))}`, met: share <= 0.1 };
}
