import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../examples/demo/free-port.js';
import { ConnectorProcess, type Death } from './connector-process.js';
import type { ClockSettings } from './fast-clock.js';
import type { Armed } from './kill-point.js';
import { Stage } from './stage.js';

/** How much faster time passes than on the wall. */
const SPEED = 20;

/** One connector on a file: a process of its own, killed and started again on the same store and port. */
export class CrashWorld implements AsyncDisposable {
  readonly clock: ClockSettings = { realMs: Date.now(), shownMs: Date.UTC(2026, 4, 4, 9), speed: SPEED };
  stage!: Stage;
  #port!: number;
  #folder!: string;
  #living: ConnectorProcess | undefined;
  #next = new ConnectorProcess();

  static async open(seed: number): Promise<CrashWorld> {
    const world = new CrashWorld();
    try {
      await world.#open(seed);
      return world;
    } catch (error) {
      await world[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** The process that runs now. */
  get connector(): ConnectorProcess {
    if (!this.#living) throw new Error('no connector is running');
    return this.#living;
  }

  /** Starts the connector once more. Resolves when it listens, or has died on the way. */
  async revive(armed?: Armed): Promise<void> {
    this.#living = this.#next;
    // The one after it loads its code meanwhile.
    this.#next = new ConnectorProcess();
    const config = this.stage.config(`sqlite:${join(this.#folder, 'crash.db')}`);
    await this.#living.start({ config, port: this.#port, clock: this.clock, armed });
  }

  /** Waits for the end of this life, or brings it about. */
  async bury(how: 'wait' | 'kill'): Promise<Death> {
    const { ledger, outputs } = this.stage;
    const death = await (how === 'kill' ? this.connector.kill() : this.connector.dead);
    outputs.push(this.connector.output);
    if (death.signal !== 'SIGKILL') throw new Error(`the connector ended by itself (${death.code})\n${outputs.at(-1)}`);
    if (death.killedAt === 'provider.answered' && death.what) ledger.lostCalls.push(death.what);
    return death;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.#living?.kill(), this.#next.kill()]);
    await this.stage?.[Symbol.asyncDispose]();
    if (this.#folder) await rm(this.#folder, { recursive: true, force: true });
  }

  async #open(seed: number): Promise<void> {
    this.#folder = await mkdtemp(join(tmpdir(), 'channelwright-crash-'));
    this.#port = await freePort();
    const publicUrl = `http://127.0.0.1:${this.#port}`;
    this.stage = await Stage.open({ seed, publicUrl, clock: this.clock, portals: ['chat', 'sms'] });
  }
}
