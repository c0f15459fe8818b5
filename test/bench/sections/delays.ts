import { figure, percent, type Report } from '../measure/report.js';
import { type Latency, latencyOf } from '../measure/statistics.js';
import type { Child } from '../processes/child.js';
import { Correction } from '../processes/correct.js';
import { PORTALS } from '../traffic/the-account.js';
import { type Effort, type Pair, sqliteIn, withConnectorOn, withFolder } from './section.js';

const PER_SECOND = 20;
/** More than are corrected in all rounds, or erased of one person while one lasts. */
const TO_CORRECT = 40_000;
const TO_ERASE = 10_000;
/** Numbers of those who are erased, far from everybody else's. */
const FIRST_ERASED = 20_000_000;
const BETWEEN_ERASED = 1_000_000;
const TEN_MINUTES_MS = 600_000;
/** No round is begun later than this after the first, ms: on a busy machine there are fewer. */
const LAST_ROUND_MS = 140_000;
const LOOK_EVERY_MS = 20;

interface Times {
  delivered: number[];
  told: number[];
}

/** Something during which deliveries are measured. */
interface Condition {
  name: string;
  trickle: Trickle;
  times: Times;
  /** Rounds that it has outlasted. */
  covered: number;
  begin(round: number): Promise<void>;
  /** Answers whether it was under way until now. */
  end(): Promise<boolean>;
}

/**
 * What deliveries feel of great tasks: rounds with them and without, in turns. Messages are corrected on a connector of their own,
 * which the next round without a task does not share: HubSpot is told of them for long after.
 */
export async function delays({ quick }: Effort): Promise<Report> {
  const [rounds, count] = quick ? [1, 40] : [4, 100];
  const share = quick ? 0.1 : 1;
  return onTwo(async (calm, spoilt, folder) => {
    // Of another portal than the deliveries, whose quota is their own; the other store is as large.
    const spoil = { count: Math.ceil(TO_CORRECT * share), portals: PORTALS.slice(1, 2) };
    for (const { connector } of [calm, spoilt]) await connector.ask('spoil', spoil, { withinMs: TEN_MINUTES_MS });
    const [beside, without] = [new Trickle(spoilt, count), new Trickle(calm, count)];
    const conditions = [
      condition('without', without, { begin: async () => undefined, end: async () => true }),
      condition('while messages are corrected', beside, correcting(spoilt, folder)),
      condition('while one person is erased', without, erasing(calm, Math.ceil(TO_ERASE * share))),
    ];
    await Promise.all([beside.round(), without.round()]);
    const made = await inTurns(conditions, rounds);
    return report(conditions, made, count);
  });
}

/** So high that deliveries do not wait for it; corrected statuses of their one portal are told at the same rate: 30 a second. */
const QUOTA = { quota: { requests: 300, per: '10s' } };

/** Two connectors with a store each, of which the second is in the folder. */
function onTwo<T>(work: (one: Pair, other: Pair, folder: string) => Promise<T>): Promise<T> {
  return withFolder((first) =>
    withFolder((second) =>
      withConnectorOn(
        sqliteIn(first),
        (one) => withConnectorOn(sqliteIn(second), (other) => work(one, other, second), QUOTA),
        QUOTA,
      ),
    ),
  );
}

function condition(name: string, trickle: Trickle, task: Pick<Condition, 'begin' | 'end'>): Condition {
  return { name, trickle, ...task, times: none(), covered: 0 };
}

/** Each round begins with another one. Answers how many rounds there were. */
async function inTurns(conditions: readonly Condition[], rounds: number): Promise<number> {
  const startedAt = performance.now();
  for (let round = 0; round < rounds; round++) {
    if (round > 0 && performance.now() - startedAt > LAST_ROUND_MS) return round;
    for (let turn = 0; turn < conditions.length; turn++) {
      const one = conditions[(turn + round) % conditions.length]!;
      await one.begin(round);
      await one.trickle.round(one.times);
      if (await one.end()) one.covered += 1;
    }
  }
  return rounds;
}

function none(): Times {
  return { delivered: [], told: [] };
}

function correcting({ connector, hubspot }: Pair, folder: string): Pick<Condition, 'begin' | 'end'> {
  let correction: Correction | undefined;
  let running: Promise<unknown> = Promise.resolve();
  let isOver = false;
  return {
    async begin() {
      isOver = false;
      correction = new Correction('bench');
      running = correction.run(folder, sqliteIn(folder), hubspot).then(() => {
        isOver = true;
      });
      while (!isOver && !(await connector.ask<boolean>('isWorking', { queue: 'correct' }))) await moment();
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

function erasing({ connector, farSide }: Pair, count: number): Pick<Condition, 'begin' | 'end'> {
  return {
    async begin(round) {
      const number = FIRST_ERASED + round * BETWEEN_ERASED;
      await farSide.ask('write', { from: number, count: 1, perSecond: 1 });
      await farSide.ask('told', { from: number, count: 1, status: 'SENT', withinMs: 30_000 });
      await connector.ask('quiet', { withinMs: 30_000 });
      await connector.ask('multiplyForOne', { number, count }, { withinMs: TEN_MINUTES_MS });
      await connector.ask('erase', { number });
    },
    async end() {
      const wasUnderWay = await isErasing(connector);
      while (await isErasing(connector)) await moment();
      return wasUnderWay;
    },
  };
}

function isErasing(connector: Child): Promise<boolean> {
  return connector.ask<boolean>('isWorking', { queue: 'erase' });
}

function moment(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
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

function report(conditions: readonly Condition[], rounds: number, count: number): Report {
  const [calm, ...tasks] = conditions as [Condition, ...Condition[]];
  return {
    title: `Deliveries beside a great task, ${PER_SECOND} messages/s and ${PER_SECOND} receipts/s`,
    columns: ['', 'sent → provider p50, ms', 'p99, ms', 'receipt → PATCH p50, ms', 'p99, ms'],
    rows: conditions.map((one) => [
      one === calm ? one.name : `${one.name} (until the end in ${one.covered} of ${rounds} rounds)`,
      ...[latencyOf(one.times.delivered), latencyOf(one.times.told)].flatMap(({ p50, p99 }) => [
        figure(p50),
        figure(p99),
      ]),
    ]),
    notes: [`${rounds} rounds of ${count} messages of each kind, in turns; all messages of a kind together.`],
    aims: tasks.flatMap((task) => aimsOf(task, calm)),
  };
}

function aimsOf({ name, times }: Condition, calm: Condition): NonNullable<Report['aims']> {
  const kinds = [
    ['sent → provider', latencyOf(calm.times.delivered), latencyOf(times.delivered)],
    ['receipt → PATCH', latencyOf(calm.times.told), latencyOf(times.told)],
  ] as const;
  return kinds.flatMap(([kind, alone, beside]) =>
    (['p50', 'p99'] as const).map((which) => slower(`${kind} ${name}, ${which}`, alone, beside, which)),
  );
}

function slower(what: string, calm: Latency, busy: Latency, which: keyof Latency) {
  const share = busy[which] / calm[which] - 1;
  return { what, aim: '≤ + 10 %', measured: `${share < 0 ? '−' : '+'} ${percent(Math.abs(share))}`, met: share <= 0.1 };
}
