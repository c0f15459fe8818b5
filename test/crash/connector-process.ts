import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Left, Order, Owners, Report } from './child-protocol.js';
import type { Armed, KillPoint } from './kill-point.js';

/** How a life ended. */
export interface Death {
  signal: NodeJS.Signals | null;
  code: number | null;
  /** Where it killed itself, if it did. */
  killedAt?: KillPoint;
  /** What that was about. */
  what?: string;
}

const CHILD = fileURLToPath(new URL('./child.js', import.meta.url));
/** What a machine with all hands full may need to start a process, ms. */
const START_MS = 120_000;

/** One life of the connector as a process of its own. */
export class ConnectorProcess {
  readonly #child: ChildProcess;
  readonly #chunks: string[] = [];
  #waiting: { kinds: readonly Report['kind'][]; take(report: Report): void }[] = [];
  /** Resolves when it has ended, however. */
  readonly dead: Promise<Death>;
  #isDead = false;
  #stands = Promise.withResolvers<void>();

  /** Loads the code, and waits for `start`. */
  constructor() {
    this.#child = fork(CHILD, { execArgv: ['--disable-warning=ExperimentalWarning'], silent: true });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (chunk: string) => {
        this.#chunks.push(chunk);
        if (chunk.includes('{"stoppedAt"')) this.#stands.resolve();
      });
    }
    this.#child.on('message', (report: Report) => {
      const awaited = ({ kinds }: { kinds: readonly Report['kind'][] }) => kinds.includes(report.kind);
      const [now, later] = [this.#waiting.filter(awaited), this.#waiting.filter((each) => !awaited(each))];
      this.#waiting = later;
      for (const { take } of now) take(report);
    });
    this.dead = new Promise((resolve) => {
      this.#child.once('close', (code, signal) => {
        this.#isDead = true;
        resolve({ code, signal, ...lastWords(this.output) });
      });
    });
  }

  /** Everything it wrote to its standard output and error. */
  get output(): string {
    return this.#chunks.join('');
  }

  get isDead(): boolean {
    return this.#isDead;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Resolves with its port when it listens, or without one when it has died on the way. */
  async start(order: Omit<Extract<Order, { kind: 'start' }>, 'kind'>): Promise<number | undefined> {
    const answer = await this.#ask({ kind: 'start', ...order }, ['ready', 'failed'], START_MS);
    if (answer?.kind === 'failed') throw new Error(`the connector did not start: ${answer.detail}\n${this.output}`);
    return answer?.kind === 'ready' ? answer.port : undefined;
  }

  arm(armed: Armed | undefined): void {
    this.#send({ kind: 'arm', armed });
  }

  /** Resolves when it stands still at the point for which it was armed. */
  async standsStill(): Promise<void> {
    await this.#stands.promise;
    this.#stands = Promise.withResolvers();
  }

  /** SIGSTOP: it stands still, and knows nothing of the time that passes. */
  pause(): void {
    this.#child.kill('SIGSTOP');
  }

  /** SIGCONT. */
  resume(): void {
    this.#child.kill('SIGCONT');
  }

  /** Gracefully. Resolves when it has ended. */
  async stop(): Promise<Death> {
    this.#send({ kind: 'stop' });
    return this.dead;
  }

  /** Of a fleet: who owns which slot; `undefined` when it is dead. */
  async survey(): Promise<Owners | undefined> {
    const answer = await this.#ask({ kind: 'survey' }, ['surveyed'], START_MS);
    return answer?.kind === 'surveyed' ? answer.owners : undefined;
  }

  /** What it has not done yet; `undefined` when it is dead. */
  async left(): Promise<Left | undefined> {
    const answer = await this.#ask({ kind: 'count' }, ['left'], START_MS);
    return answer?.kind === 'left' ? answer.left : undefined;
  }

  /** SIGKILL. Resolves when it is dead. */
  async kill(): Promise<Death> {
    this.#child.kill('SIGKILL');
    return this.dead;
  }

  #send(order: Order): void {
    if (!this.#isDead) this.#child.send(order, () => undefined);
  }

  async #ask(order: Order, kinds: readonly Report['kind'][], patienceMs: number): Promise<Report | undefined> {
    if (this.#isDead) return undefined;
    const answer = new Promise<Report>((resolve) => this.#waiting.push({ kinds, take: resolve }));
    this.#send(order);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer to ${order.kind}\n${this.output}`)), patienceMs);
    });
    try {
      return await Promise.race([answer, this.dead.then(() => undefined), late]);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** What it wrote just before it killed itself. */
function lastWords(output: string): Pick<Death, 'killedAt' | 'what'> {
  const line = output.split('\n').findLast((each) => each.startsWith('{"killedAt"'));
  return line === undefined ? {} : (JSON.parse(line) as Pick<Death, 'killedAt' | 'what'>);
}
