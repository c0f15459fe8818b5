import { OfflineFold } from '../../connector/fold-offline.js';
import type { RunParts } from '../../connector/run-parts.js';
import type { OpenStore } from '../../connector/stores/open-store.js';
import { isChannelwrightError } from '../../errors/channelwright-error.js';
import type { NewInboxEvent } from '../../outbox/inbox-event.js';
import { WORK } from '../../outbox/work-row.js';
import { openKept } from '../rows/with-store.js';
import type { CarriedOut } from './send-commands.js';
import { Stillness } from './stillness.js';

/** How much of a stream of commands may wait to be carried out, and how quickly it goes beside an engine. */
export interface StreamBounds {
  /** How many things may wait to be changed, whoever changes them: so neither the inbox nor one commit becomes large. */
  mostWaiting: number;
  /** How long the next are held back for each thing, where an engine has messages to deliver beside them, ms. */
  paceMs: number;
  /** How often it is looked what has been carried out, ms. */
  lookEveryMs: number;
}

/** Of commands that are carried out when they are folded, all of each in one commit. */
export const FOLDED_AT_ONCE: StreamBounds = { mostWaiting: 200, paceMs: 4, lookEveryMs: 25 };
/** Of commands that begin work, which the engine does in slices when it has nothing else to do. */
export const DONE_IN_SLICES: StreamBounds = { mostWaiting: 4_000, paceMs: 0, lookEveryMs: 100 };
/** How long nothing may move under a running engine until it is looked whether it has ended; then after twice as long, and so on, ms. */
const STILL_MS = 2_000;
/** How often it is looked then, ms. */
const LOOK_AT_STILL_MS = 1_000;
/** … until that is said, and how often then, ms: it may stand still, or be very slow, which nobody can tell from here … */
const SAID_MS = 60_000;
/** … and until it is given up, ms. What is appended stays. */
const PATIENCE_MS = 600_000;

/** Commands that are appended together, and how many things they change. */
export interface CommandBatch {
  events: NewInboxEvent[];
  things: number;
  /** Keys of the work that they begin: they are carried out once that has ended. */
  work?: string[];
}

/**
 * Many commands, one after another, under back-pressure: carried out by the engine that runs on the store or, where none does,
 * folded here. What is appended is durable; whoever is interrupted may begin anew.
 */
export class CommandStream implements AsyncDisposable {
  #here: OfflineFold | undefined;
  #waiting: CommandBatch[] = [];
  #folded: NewInboxEvent[] = [];
  #notBeforeMs = 0;
  #lastReceivedAtMs = 0;
  #isStalled = false;
  /** Characters of the rows of work that is not done yet. */
  #workLeft = 0;

  private constructor(
    /** To read beside what is folded. */
    readonly store: OpenStore,
    private readonly parts: RunParts,
    private readonly bounds: StreamBounds,
    private readonly progress: (line: string) => void,
  ) {}

  /**
   * @param progress told where nothing moves
   * @throws ChannelwrightError `CW_STORE_*`
   */
  static async open(
    parts: RunParts,
    bounds: StreamBounds,
    progress: (line: string) => void = () => undefined,
  ): Promise<CommandStream> {
    const stream = new CommandStream(await openKept(parts.config, 'client'), parts, bounds, progress);
    try {
      await stream.#takeOver();
      return stream;
    } catch (error) {
      await stream[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Nothing has moved for very long: nothing more is appended. */
  get isStalled(): boolean {
    return this.#isStalled;
  }

  /** Appends commands as soon as there is room for them. */
  async send({ events, things, work = [] }: CommandBatch): Promise<void> {
    const { scheduler } = this.parts;
    const { mostWaiting, paceMs } = this.bounds;
    await this.#untilAtMost(Math.max(0, mostWaiting - things));
    if (this.#isStalled) return;
    if (!this.#here) await scheduler.sleep(Math.max(0, this.#notBeforeMs - scheduler.now()));
    // By their time they are known again, so each batch has one of its own.
    this.#lastReceivedAtMs = Math.max(scheduler.now(), this.#lastReceivedAtMs + 1);
    const own = events.map((event) => ({ ...event, receivedAtMs: this.#lastReceivedAtMs }));
    await this.store.append(own);
    this.#waiting.push({ events: own, things, work });
    this.#notBeforeMs = scheduler.now() + things * paceMs;
  }

  /** The events that were folded since this was last asked. */
  takeFolded(): NewInboxEvent[] {
    const folded = this.#folded;
    this.#folded = [];
    return folded;
  }

  /** Waits for what is left. */
  async end(): Promise<CarriedOut> {
    await this.#untilAtMost(0);
    if (this.#waiting.length > 0) return 'pending';
    return this.#here ? 'here' : 'engine';
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#here?.[Symbol.asyncDispose]();
    await this.store.close();
  }

  async #untilAtMost(most: number): Promise<void> {
    const { scheduler } = this.parts;
    const still = new Stillness(scheduler.monotonic());
    let [tryAtMs, sayAtMs] = [STILL_MS, SAID_MS];
    while (this.#things() > most && !this.#isStalled) {
      await this.#here?.untilEmpty();
      await this.#here?.correct();
      still.looked(scheduler.monotonic(), await this.#look());
      if (this.#things() <= most) return;
      if (still.ms === 0) [tryAtMs, sayAtMs] = [STILL_MS, SAID_MS];
      if (still.ms > tryAtMs) {
        await this.#takeOver();
        tryAtMs = 2 * still.ms;
      }
      if (still.ms > sayAtMs) {
        this.progress(stillLine(still.ms));
        sayAtMs = still.ms + SAID_MS;
      }
      this.#isStalled = still.ms > PATIENCE_MS;
      await scheduler.sleep(still.ms > STILL_MS ? LOOK_AT_STILL_MS : this.bounds.lookEveryMs);
    }
  }

  #things(): number {
    return this.#waiting.reduce((sum, { things }) => sum + things, 0);
  }

  /** Answers whether the oldest are folded. */
  async #look(): Promise<boolean> {
    for (let hasMoved = await this.#hasWorkMoved(); ; hasMoved = true) {
      const [oldest] = this.#waiting;
      if (!oldest || (await this.#anyWaits(oldest))) return hasMoved;
      this.#waiting.shift();
      this.#folded.push(...oldest.events);
    }
  }

  /** A slice at a time what is left of work becomes less, long before any of it has ended. */
  async #hasWorkMoved(): Promise<boolean> {
    const keys = this.#waiting.flatMap(({ work = [] }) => work);
    if (keys.length === 0) return false;
    const [rows = []] = await this.store.read([{ table: WORK.name, keys }]);
    const before = this.#workLeft;
    this.#workLeft = rows.reduce((sum, { doc }) => sum + doc.length, 0);
    return this.#workLeft !== before;
  }

  async #anyWaits({ events, work = [] }: CommandBatch): Promise<boolean> {
    for (const event of events) if (await this.store.waits(event)) return true;
    if (work.length === 0) return false;
    const [rows = []] = await this.store.read([{ table: WORK.name, keys: work }]);
    return rows.length > 0;
  }

  /** The engine may have ended meanwhile, or there may never have been one. */
  async #takeOver(): Promise<void> {
    if (this.#here) return;
    try {
      this.#here = await OfflineFold.open(this.parts);
    } catch (error) {
      if (!isChannelwrightError(error, 'CW_STORE_LOCKED')) throw error;
    }
  }
}

function stillLine(forMs: number): string {
  return `Nothing has moved for ${Math.round(forMs / 1_000)} s: the engine is very slow, or stands still. Waiting for it.`;
}
