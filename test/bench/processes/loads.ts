import type { Latency } from '../measure/statistics.js';
import { Child } from './child.js';
import type { ClosedResult } from './closed-loop.js';

/** Enough to keep the server busy, few enough to wait for each other's commits. */
export const CONNECTIONS = 64;
const RATES = [100, 500] as const;

export interface Closed extends Record<string, number> {
  perSecond: number;
  cpuMicros: number;
}

export interface Figures extends Closed {
  p50At100: number;
  p99At100: number;
  p50At500: number;
  p99At500: number;
}

export interface Server {
  process: Child;
  url: string;
}

/** Two processes that make load, one closed and one open loop. */
export class Loads implements AsyncDisposable {
  readonly #closed = Child.start('closed-loop');
  readonly #open = Child.start('open-loop');

  async measure(server: Server, closedSeconds: number, openSeconds: number): Promise<Figures> {
    const latency = await this.latencies(server, openSeconds);
    return { ...latency, ...(await this.throughput(server, closedSeconds)) };
  }

  async throughput({ process, url }: Server, seconds: number): Promise<Closed> {
    await this.#closed.ask('prepare', { seconds });
    const cpuBefore = await process.cpuMicros();
    const result = await this.#closed.ask<ClosedResult>('run', { url, connections: CONNECTIONS, seconds });
    const cpu = (await process.cpuMicros()) - cpuBefore;
    if (result.refused > 0) throw new Error(`${result.refused} were not acknowledged`);
    return { perSecond: result.acknowledged / result.seconds, cpuMicros: cpu / result.acknowledged };
  }

  async latencies({ url }: Server, seconds: number) {
    const [at100, at500] = [await this.#at(url, RATES[0], seconds), await this.#at(url, RATES[1], seconds)];
    return { p50At100: at100.p50, p99At100: at100.p99, p50At500: at500.p50, p99At500: at500.p99 };
  }

  #at(url: string, perSecond: number, seconds: number): Promise<Latency> {
    return this.#open.ask('run', { url, perSecond, seconds });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.#closed[Symbol.asyncDispose](), this.#open[Symbol.asyncDispose]()]);
  }
}
