import { turns } from './soon.js';

/** How many turns of the event loop without a call are the end of what was set off. */
const STILL = 4;
/** Whoever does not answer within this waits for time to pass, ms. */
const PATIENCE_MS = 5_000;

/** Calls whose answers take real time, whatever the clock of a test says: to HubSpot's emulator, to the store. */
export class RealCalls {
  #underWay = 0;

  /** Whether an answer is on its way. */
  get any(): boolean {
    return this.#underWay > 0;
  }

  async track<T>(call: Promise<T>): Promise<T> {
    this.#underWay += 1;
    try {
      return await call;
    } finally {
      this.#underWay -= 1;
    }
  }

  /** Waits for the answers, and for those to what they set off. */
  async answered(): Promise<void> {
    const giveUpAt = performance.now() + PATIENCE_MS;
    for (let still = 0; still < STILL && performance.now() < giveUpAt; ) {
      await turns(1);
      still = this.any ? 0 : still + 1;
    }
  }
}
