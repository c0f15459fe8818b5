import { setTimeout as delay } from 'node:timers/promises';
import { BlackHoleProxy } from '../../fixtures/black-hole-proxy.js';
import type { PostgresServer } from '../../fixtures/postgres.js';
import { ConnectorProcess, type Death } from '../connector-process.js';
import type { ClockSettings } from '../fast-clock.js';
import type { Armed } from '../kill-point.js';
import type { Stage } from '../stage.js';
import type { FleetDoor } from './fleet-door.js';

/** How long a replica is taken for alive, on the wall, ms. */
const EXPIRY_MS = 1_000;
/** Between tries to start while the database is away, ms. */
const START_AGAIN_MS = 150;
/** A statement that takes longer is given up, ms on the wall. */
const STATEMENT_MS = 400;
const POOL = 4;

export interface Surroundings {
  stage: Stage;
  door: FleetDoor;
  database: PostgresServer;
  clock: ClockSettings;
  /** How many times longer than usual things take on this machine now, from 1. */
  slowness(): number;
  /** A process serves: so long after it was told to, ms. */
  started(tookMs: number): void;
  /** What is not as it should be, and cannot be seen from outside. */
  problems: string[];
  /** A process has died, and what it owned is nobody's. */
  died(pid: number): void;
}

/** One place in the fleet: its processes die, and others take their place. It reaches the database by a way of its own. */
export class Replica implements AsyncDisposable {
  #process: ConnectorProcess | undefined;
  #next = new ConnectorProcess();
  #port: number | undefined;
  #closed = false;

  private constructor(
    private readonly around: Surroundings,
    readonly proxy: BlackHoleProxy,
  ) {}

  static async open(around: Surroundings): Promise<Replica> {
    const { hostname, port } = new URL(around.database.url);
    const replica = new Replica(around, await BlackHoleProxy.open({ host: hostname, port: Number(port) }));
    await replica.start();
    return replica;
  }

  /** The process that runs; `undefined` while there is none. */
  get process(): ConnectorProcess | undefined {
    return this.#process?.isDead === false && this.#port !== undefined ? this.#process : undefined;
  }

  /** Starts a process in this place. Resolves when it serves. Tries again while there is no database. */
  async start(): Promise<void> {
    while (!this.#closed) {
      const started = this.#next;
      // The one after it loads its code meanwhile.
      this.#next = new ConnectorProcess();
      this.#process = started;
      const { clock } = this.around;
      const beginsMs = Date.now();
      try {
        this.#port = await started.start({ config: this.#config(), port: 0, clock });
        if (this.#port === undefined) throw new Error(`it died while it started\n${started.output}`);
        this.around.started(Date.now() - beginsMs);
        this.around.door.add(this.#port);
        return;
      } catch (error) {
        await started.kill();
        // One that joined for a while may be on its way back from a death when its time is over.
        if (this.#closed) return;
        if (!String(error).includes('CW_STORE_UNAVAILABLE')) this.around.problems.push(`a replica: ${String(error)}`);
        await delay(START_AGAIN_MS);
      }
    }
  }

  arm(armed: Armed | undefined): void {
    this.#process?.arm(armed);
  }

  /** SIGKILL, or waits for the one it gives itself. */
  async die(how: 'kill' | 'wait'): Promise<Death> {
    const dying = this.#process!;
    const death = await (how === 'kill' ? dying.kill() : dying.dead);
    this.around.died(dying.pid);
    this.#bury(dying);
    if (death.signal !== 'SIGKILL') this.#protest('ended by itself', dying, death);
    if (death.killedAt === 'provider.answered' && death.what) this.around.stage.ledger.lostCalls.push(death.what);
    return death;
  }

  /** Gracefully, as a rolling update does it. */
  async leave(): Promise<void> {
    const leaving = this.#process!;
    this.#hide();
    const death = await leaving.stop();
    this.#bury(leaving);
    if (death.code !== 0) this.#protest('did not stop in order', leaving, death);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    await Promise.all([this.#process?.kill(), this.#next.kill()]);
    await this.proxy[Symbol.asyncDispose]();
  }

  #bury(process: ConnectorProcess): void {
    this.around.stage.outputs.push(process.output);
    this.#hide();
  }

  #hide(): void {
    if (this.#port !== undefined) this.around.door.remove(this.#port);
    this.#port = undefined;
  }

  #protest(what: string, process: ConnectorProcess, { code, signal }: Death): void {
    this.around.problems.push(`a replica ${what} (${code ?? signal})\n${process.output.slice(-4_000)}`);
  }

  #config() {
    const { database, clock, stage } = this.around;
    const slowness = this.around.slowness();
    const url = new URL(database.url);
    url.port = String(this.proxy.port);
    return stage.config({
      url: url.href,
      pool: POOL,
      statementTimeout: `${Math.round(STATEMENT_MS * slowness)}ms`,
      expiry: `${Math.round(EXPIRY_MS * slowness) * clock.speed}ms`,
    });
  }
}
