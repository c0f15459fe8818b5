import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

/** How long an ordinary answer may take, ms. */
const ANSWER_MS = 60_000;
/** How long a process may take to end by itself, ms. */
const END_MS = 5_000;

export interface Question {
  id: number;
  name: string;
  given: unknown;
}

export interface Answer {
  id: number;
  answer?: unknown;
  error?: string;
}

/** A process of ours, asked by messages. Its file calls `answerParent`. It ends with its parent, at the latest. */
export class Child implements AsyncDisposable {
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #lastId = 0;

  private constructor(private readonly process: ChildProcess) {
    process.on('message', (answer: Answer) => {
      this.#waiting.get(answer.id)?.(answer);
      this.#waiting.delete(answer.id);
    });
    process.on('exit', (code) => {
      for (const [id, settle] of this.#waiting) settle({ id, error: `the process has ended (${code})` });
      this.#waiting.clear();
    });
  }

  /** @param file seen from this one, without its ending */
  static start(file: string, args: { node?: string[] } = {}): Child {
    const path = new URL(`./${file}.js`, import.meta.url);
    return new Child(fork(path, { execArgv: ['--disable-warning=ExperimentalWarning', ...(args.node ?? [])] }));
  }

  async ask<T>(name: string, given?: unknown, { withinMs = ANSWER_MS } = {}): Promise<T> {
    const id = ++this.#lastId;
    const { promise, resolve } = Promise.withResolvers<Answer>();
    this.#waiting.set(id, resolve);
    this.process.send({ id, name, given } satisfies Question);
    const timer = setTimeout(() => resolve({ id, error: `no answer within ${withinMs} ms` }), withinMs);
    const { answer, error } = await promise;
    clearTimeout(timer);
    if (error !== undefined) throw new Error(`${name}: ${error}`);
    return answer as T;
  }

  /** CPU this process has used so far, µs, in all its threads. */
  cpuMicros(): Promise<number> {
    return this.ask<number>('cpu');
  }

  get pid(): number {
    return this.process.pid ?? 0;
  }

  /** Ends it as a crash does, whatever it is doing. */
  async kill(): Promise<void> {
    const exit = once(this.process, 'exit');
    this.process.kill('SIGKILL');
    await exit;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const exit = once(this.process, 'exit');
    const timer = setTimeout(() => this.process.kill('SIGKILL'), END_MS);
    this.process.disconnect();
    await exit;
    clearTimeout(timer);
  }
}
