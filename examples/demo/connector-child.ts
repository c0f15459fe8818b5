import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { type FileHandle, open, readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** Something that the connector says happened. The payload is that of docs/reference/lifecycle-events.md. */
export interface ConnectorEvent {
  type: string;
  payload: {
    messageId?: string;
    publication?: string;
    part?: number;
    parts?: number;
    channel?: string;
    account?: string;
    channelAccountId?: string;
    atMs: number;
  };
}

type FromChild = { type: 'ready' } | ConnectorEvent;

const PROCESS = fileURLToPath(new URL('./connector-process.js', import.meta.url));
const STARTS_WITHIN_MS = 120_000;
const STOPS_WITHIN_MS = 5_000;

/** The connector's process: started, killed and started again. */
export class ConnectorChild {
  /** All that its processes told, in order. */
  readonly events: ConnectorEvent[] = [];
  /** When it was killed and when it came up again. */
  readonly turns: { atMs: number; what: 'killed' | 'up again' }[] = [];
  /** Called with each of them as it comes. */
  onEvent: (event: ConnectorEvent) => void = () => undefined;
  #child: ChildProcess | undefined;
  #stopped = false;

  constructor(
    private readonly configFile: string,
    readonly logFile: string,
  ) {}

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Resolves when it takes requests. @throws Error with the end of its log when it does not come up */
  async start(): Promise<void> {
    if (this.#stopped) throw new Error('the demo has ended');
    const log = await open(this.logFile, 'a');
    const child = this.#fork(log);
    await log.close();
    this.#child = child;
    const ready = new Promise<true>((resolve) => {
      child.on('message', (message: FromChild) => {
        if (!('payload' in message)) return resolve(true);
        this.events.push(message);
        this.onEvent(message);
      });
    });
    const tooLate = new AbortController();
    const failed = Promise.race([once(child, 'exit'), delay(STARTS_WITHIN_MS, undefined, tooLate)]);
    const up = await Promise.race([
      ready,
      failed.then(
        () => false,
        () => false,
      ),
    ]);
    tooLate.abort();
    if (this.turns.length > 0) this.turns.push({ atMs: Date.now(), what: 'up again' });
    if (up !== true) throw new Error(`the connector does not start:\n${await this.endOfLog()}`);
  }

  /** As a crash or a power cut would: it gets no chance to tidy up. */
  async kill(): Promise<void> {
    this.turns.push({ atMs: Date.now(), what: 'killed' });
    await this.#end((child) => child.kill('SIGKILL'));
  }

  /** For good. Lets it finish what it is doing; kills it when that takes too long. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#end((child) => child.disconnect());
  }

  #fork(log: FileHandle): ChildProcess {
    const env = { ...process.env, NODE: process.execPath };
    return fork(PROCESS, [this.configFile], { env, stdio: ['ignore', log.fd, log.fd, 'ipc'] });
  }

  async #end(how: (child: ChildProcess) => void): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    how(child);
    const patience = setTimeout(() => child.kill('SIGKILL'), STOPS_WITHIN_MS);
    await ended;
    clearTimeout(patience);
  }

  /** What its processes logged last. */
  async endOfLog(): Promise<string> {
    const text = await readFile(this.logFile, 'utf8');
    return text.trimEnd().split('\n').slice(-20).join('\n');
  }
}
