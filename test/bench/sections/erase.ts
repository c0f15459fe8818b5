import { figure, type Report } from '../measure/report.js';
import { type Latency, latencyOf, medians } from '../measure/statistics.js';
import { type Effort, type Pair, withConnector } from './section.js';

const PER_SECOND = 20;
/** Messages of one round of the trickle. */
const ROUND = 100;
/** Rounds before anything is erased, and again afterwards: a machine is not always as busy. */
const CALM_ROUNDS = 4;

/** How many messages are erased: by default, or as the environment says. */
function messagesToErase(quick: boolean): number {
  return Number(process.env['BENCH_ERASE_MESSAGES'] ?? (quick ? 2_000 : 20_000));
}

/** One peer with very many messages is erased, while others are written to. */
export async function erase({ quick }: Effort): Promise<Report> {
  const count = messagesToErase(quick);
  const seen = await withConnector(async (pair) => {
    const { connector, farSide } = pair;
    await farSide.ask('write', { from: 0, count: 1, perSecond: 1 });
    await farSide.ask('told', { from: 0, count: 1, status: 'SENT', withinMs: 10_000 });
    await connector.ask('quiet', { withinMs: 30_000 });
    await connector.ask('multiplyForOne', { count }, { withinMs: 300_000 });
    const trickle = new Trickle(pair);
    await trickle.round();
    const first = await trickle.rounds(CALM_ROUNDS);
    const before = await connector.ask<Memory>('memory');
    const startedAt = performance.now();
    await connector.ask('erase');
    const meanwhile = await trickle.whileErasing();
    const seconds = (performance.now() - startedAt) / 1_000;
    const after = await connector.ask<Memory>('memory');
    const calm = asLatency(medians([...first, ...(await trickle.rounds(CALM_ROUNDS))]));
    return { calm, meanwhile, seconds, before, after };
  });
  const slower = seen.meanwhile.p50 / seen.calm.p50 - 1;
  const row = (name: string, { p50, p99 }: Latency, { peak }: Memory) => [name, figure(p50), figure(p99), figure(peak)];
  return {
    title: `${count.toLocaleString('en')} messages of one person erased, while others are written to`,
    columns: [`Webhook → provider, ${PER_SECOND}/s`, 'p50, ms', 'p99, ms', 'peak memory, MiB'],
    rows: [row('before and after', seen.calm, seen.before), row('meanwhile', seen.meanwhile, seen.after)],
    notes: [
      `It took at most ${figure(seen.seconds)} s: ${figure(count / seen.seconds)} messages a second.`,
      `Medians of rounds of ${ROUND} messages, each to another customer.`,
    ],
    aims: [
      { what: 'deliveries beside an erasure, p50', aim: '≤ + 10 %', measured: percent(slower), met: slower <= 0.1 },
    ],
  };
}

interface Memory {
  peak: number;
}

/** Messages to customers of their own, one round after another. */
class Trickle {
  #next = 5_000_000;

  constructor(private readonly pair: Pair) {}

  async round(): Promise<Latency & Record<string, number>> {
    const batch = { from: this.#next, count: ROUND };
    this.#next += ROUND;
    await this.pair.farSide.ask('write', { ...batch, perSecond: PER_SECOND });
    const times = await this.pair.farSide.ask<number[]>('delivered', { ...batch, withinMs: 30_000 });
    return { ...latencyOf(times) };
  }

  async rounds(count: number): Promise<(Latency & Record<string, number>)[]> {
    const all: (Latency & Record<string, number>)[] = [];
    for (let at = 0; at < count; at++) all.push(await this.round());
    return all;
  }

  async whileErasing(): Promise<Latency> {
    const all: (Latency & Record<string, number>)[] = [];
    do all.push(await this.round());
    while (await this.pair.connector.ask<boolean>('isErasing'));
    return asLatency(medians(all));
  }
}

function asLatency({ p50 = Number.NaN, p99 = Number.NaN }: Record<string, number>): Latency {
  return { p50, p99 };
}

function percent(share: number): string {
  return `${share < 0 ? '−' : '+'} ${Math.abs(Math.round(share * 100))} %`;
}
