import { setTimeout as delay } from 'node:timers/promises';
import { parseConfig } from '../../../src/config/load-config.js';
import { type OpenStore, openStore } from '../../../src/connector/stores/open-store.js';
import { slotOf } from '../../../src/outbox/slot.js';
import { ownPostgres, type PostgresServer } from '../../fixtures/postgres.js';
import type { Left, Owners } from '../child-protocol.js';
import type { ConnectorProcess } from '../connector-process.js';
import type { ClockSettings } from '../fast-clock.js';
import { leftIn } from '../left.js';
import { type Line, Stage } from '../stage.js';
import { FleetDoor } from './fleet-door.js';
import { Replica } from './replica.js';

/** How much faster time passes than on the wall, except in the database. */
const SPEED = 20;
const REPLICAS = 3;
const PORTALS = ['chat', 'sms', 'chat', 'sms', 'chat', 'sms'] as const;
/** How often it is looked up who owns what, ms on the wall. */
const LOOK_MS = 150;
const MOST_EVENTS = 10_000;
/** A machine on which a database, or a replica, takes longer to start has other work; what is measured by the wall is longer there, ms. */
const USUAL_START_MS = { database: 4_000, replica: 4_000 };
const MOST_SLOWNESS = 8;

/** Work of a portal that has lost its owner. */
export interface Orphan {
  line: Line;
  /** By the clock of the run. */
  sinceMs: number;
}

/** Real replicas on a real PostgreSQL, HubSpot's emulator and two providers; all of them fail as they are told to. */
export class FleetWorld implements AsyncDisposable {
  readonly clock: ClockSettings = { realMs: Date.now(), shownMs: Date.UTC(2026, 4, 4, 9), speed: SPEED };
  readonly replicas: Replica[] = [];
  readonly problems: string[] = [];
  readonly orphans: Orphan[] = [];
  /** How many times longer than usual things take on this machine now, from 1. */
  slowness = 1;
  stage!: Stage;
  database!: PostgresServer;
  #door!: FleetDoor;
  #owners: Owners = {};
  #closed = false;
  #turn: Promise<unknown> = Promise.resolve();
  #view: OpenStore | undefined;
  #watching: Promise<void> | undefined;

  static async open(seed: number): Promise<FleetWorld> {
    const world = new FleetWorld();
    try {
      await world.#open(seed);
      return world;
    } catch (error) {
      await world[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Those whose process runs. */
  get running(): Replica[] {
    return this.replicas.filter(({ process }) => process !== undefined);
  }

  /** Those whose process runs, as soon as there is one. */
  async someRunning(): Promise<[Replica, ...Replica[]]> {
    for (;;) {
      const [first, ...others] = this.running;
      if (first) return [first, ...others];
      await delay(LOOK_MS);
    }
  }

  /** A replica that owns a portal, by its own word. */
  async anOwner(): Promise<Replica> {
    for (;;) {
      for (const replica of this.running) {
        this.#heard((await replica.process?.survey()) ?? {});
        const { process } = replica;
        if (process && this.stage.lines.some((line) => this.#ownerOf(line) === process.pid)) return replica;
      }
      await delay(LOOK_MS);
    }
  }

  now(): number {
    return this.clock.shownMs + (Date.now() - this.clock.realMs) * this.clock.speed;
  }

  /** One after another: who is killed while it leaves in order has done neither. */
  inTurn<T>(what: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(what);
    this.#turn = done.catch(() => undefined);
    return done;
  }

  async join(): Promise<Replica> {
    const replica = await Replica.open({
      stage: this.stage,
      door: this.#door,
      database: this.database,
      clock: this.clock,
      slowness: () => this.slowness,
      problems: this.problems,
      started: (tookMs) => this.#measure(tookMs / USUAL_START_MS.replica),
      died: (pid) => this.#orphaned(pid),
    });
    this.replicas.push(replica);
    return replica;
  }

  /** For good. */
  async part(replica: Replica): Promise<void> {
    this.replicas.splice(this.replicas.indexOf(replica), 1);
    await replica[Symbol.asyncDispose]();
  }

  /** What all of them together have not done yet, as anybody sees it who looks into the database. */
  async left(): Promise<Left> {
    this.#view ??= await openStore(parseConfig(this.stage.config(this.database.url)), 'client');
    const { portals } = await this.#view.backlog(this.now(), MOST_EVENTS);
    return leftIn(
      this.#view,
      portals.reduce((sum, { events }) => sum + events, 0),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    await Promise.all(this.replicas.map((replica) => replica[Symbol.asyncDispose]()));
    await this.#watching;
    await this.#view?.close();
    await this.stage?.[Symbol.asyncDispose]();
    await this.#door?.[Symbol.asyncDispose]();
    await this.database?.[Symbol.asyncDispose]();
  }

  async #open(seed: number): Promise<void> {
    const beginsMs = Date.now();
    this.database = await ownPostgres();
    this.#measure((Date.now() - beginsMs) / USUAL_START_MS.database);
    this.#door = await FleetDoor.open(this.slowness);
    this.stage = await Stage.open({ seed, publicUrl: this.#door.url, clock: this.clock, portals: PORTALS });
    await Promise.all(Array.from({ length: REPLICAS }, () => this.join()));
    this.#watching = this.#watch();
  }

  /** The machine may get other work, and be rid of it, while all this lasts. */
  #measure(slowness: number): void {
    this.slowness = Math.min(MOST_SLOWNESS, Math.max(1, slowness));
  }

  /** Who owns what is asked of one after the other: they may be dead, stand still, or be cut off. */
  async #watch(): Promise<void> {
    for (let turn = 0; !this.#closed; turn++) {
      const asked: ConnectorProcess | undefined = this.running[turn % Math.max(1, this.running.length)]?.process;
      const answered = asked?.survey().then(
        (owners = {}) => this.#heard(owners),
        () => undefined,
      );
      await Promise.race([answered, delay(LOOK_MS)]);
      await delay(LOOK_MS);
    }
  }

  /** Also late: on a busy machine no answer may come in time. */
  #heard(owners: Owners): void {
    if (Object.keys(owners).length > 0) this.#owners = owners;
  }

  #ownerOf({ portalId }: Line): number | undefined {
    return this.#owners[slotOf('main', portalId)];
  }

  #orphaned(pid: number): void {
    const sinceMs = this.now();
    for (const line of this.stage.lines) if (this.#ownerOf(line) === pid) this.orphans.push({ line, sinceMs });
  }
}
