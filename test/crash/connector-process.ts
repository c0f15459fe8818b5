import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Left, Order, Report } from './child-protocol.js';
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
const START_MS = 20_000;

/** One life of the connector as a process of its own. */
export class ConnectorProcess {
  readonly #child: ChildProcess;
  readonly #chunks: string[] = [];
  #waiting: ((report: Report) => void)[] = [];
  /** Resolves when it has ended, however. */
  readonly dead: Promise<Death>;
  #isDead = false;

  /** Loads the code, and waits for `start`. */
  constructor() {
    this.#child = fork(CHILD, { execArgv: ['--disable-warning=ExperimentalWarning'], silent: true });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (chunk: string) => this.#chunks.push(chunk));
    }
    this.#child.on('message', (report: Report) => {
      for (const take of this.#waiting.splice(0)) take(report);
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

  /** Resolves when it listens, or has died on the way. */
  async start(order: Omit<Extract<Order, { kind: 'start' }>, 'kind'>): Promise<void> {
    const answer = await this.#ask({ kind: 'start', ...order }, START_MS);
    if (answer?.kind === 'failed') throw new Error(`the connector did not start: ${answer.detail}\n${this.output}`);
  }

  arm(armed: Armed | undefined): void {
    if (!this.#isDead) this.#child.send({ kind: 'arm', armed } satisfies Order);
  }

  /** What it has not done yet; `undefined` when it is dead. */
  async left(): Promise<Left | undefined> {
    const answer = await this.#ask({ kind: 'count' }, START_MS);
    return answer?.kind === 'left' ? answer.left : undefined;
  }

  /** SIGKILL. Resolves when it is dead. */
  async kill(): Promise<Death> {
    this.#child.kill('SIGKILL');
    return this.dead;
  }

  async #ask(order: Order, patienceMs: number): Promise<Report | undefined> {
    if (this.#isDead) return undefined;
    const answer = new Promise<Report>((resolve) => this.#waiting.push(resolve));
    this.#child.send(order, () => undefined);
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
