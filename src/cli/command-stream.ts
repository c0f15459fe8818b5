import { OfflineFold } from '../connector/fold-offline.js';
import type { OpenStore } from '../connector/open-store.js';
import type { RunParts } from '../connector/run-parts.js';
import { isChannelwrightError } from '../errors/channelwright-error.js';
import type { NewInboxEvent } from '../outbox/inbox-event.js';
import type { CarriedOut } from './send-commands.js';
import { openKept } from './with-store.js';

/** How many events may wait, whoever folds them: so neither the inbox nor one commit becomes large. */
const MOST_WAITING = 20;
/** An event in each of these, where an engine has messages to deliver beside them, ms. */
const PACE_MS = 100;
const LOOK_EVERY_MS = 25;
/** How long a running engine may stand still until it is looked whether it has ended, and how often then, ms. */
const STILL_MS = 2_000;
/** … and until it is given up, ms. What is appended stays. */
const PATIENCE_MS = 60_000;

/**
 * Many commands, one after another, under back-pressure: carried out by the engine that runs on the store or, where none does,
 * folded here. What is appended is durable; whoever is interrupted may begin anew.
 */
export class CommandStream implements AsyncDisposable {
  #here: OfflineFold | undefined;
  #waiting: NewInboxEvent[] = [];
  #folded: NewInboxEvent[] = [];
  #notBeforeMs = 0;
  #lastReceivedAtMs = 0;
  #isStalled = false;

  private constructor(
    /** To read beside what is folded. */
    readonly store: OpenStore,
    private readonly parts: RunParts,
  ) {}

  /** @throws ChannelwrightError `CW_STORE_*` */
  static async open(parts: RunParts): Promise<CommandStream> {
    const stream = new CommandStream(await openKept(parts.config), parts);
    try {
      await stream.#takeOver();
      return stream;
    } catch (error) {
      await stream[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** The engine that owns the store does not go on: nothing more is appended. */
  get isStalled(): boolean {
    return this.#isStalled;
  }

  /** Appends an event as soon as there is room for it. */
  async send(event: NewInboxEvent): Promise<void> {
    const { scheduler } = this.parts;
    await this.#untilAtMost(MOST_WAITING - 1);
    if (this.#isStalled) return;
    if (!this.#here) await scheduler.sleep(Math.max(0, this.#notBeforeMs - scheduler.now()));
    // By its time an event is known again, so each has one of its own.
    this.#lastReceivedAtMs = Math.max(scheduler.now(), this.#lastReceivedAtMs + 1);
    const own = { ...event, receivedAtMs: this.#lastReceivedAtMs };
    await this.store.append([own]);
    this.#waiting.push(own);
    this.#notBeforeMs = scheduler.now() + PACE_MS;
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
    let movedAtMs = scheduler.now();
    let triedAtMs = movedAtMs;
    while (this.#waiting.length > most && !this.#isStalled) {
      await this.#here?.untilEmpty();
      if (await this.#look()) movedAtMs = scheduler.now();
      if (this.#waiting.length <= most) return;
      this.#isStalled = scheduler.now() - movedAtMs > PATIENCE_MS;
      if (scheduler.now() - Math.max(movedAtMs, triedAtMs) > STILL_MS) {
        await this.#takeOver();
        triedAtMs = scheduler.now();
      }
      await scheduler.sleep(LOOK_EVERY_MS);
    }
  }

  /** Answers whether something was folded. In a fleet, each slot goes at its own pace. */
  async #look(): Promise<boolean> {
    const left: NewInboxEvent[] = [];
    for (const event of this.#waiting) {
      const isLeft = await this.store.waits(event);
      (isLeft ? left : this.#folded).push(event);
    }
    const hasMoved = left.length < this.#waiting.length;
    this.#waiting = left;
    return hasMoved;
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
