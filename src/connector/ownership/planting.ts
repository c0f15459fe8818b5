import type { Clock } from '../../contract/clock.js';
import type { FoldEvent } from '../../outbox/reducer.js';
import { type Directory, isPlanted, plantedAs } from '../directory/seed-directory.js';

interface Open {
  event: FoldEvent;
  /** What the directory had in its place. */
  before: string | undefined;
}

/** How long a change may be open, ms: two configurations that are planted in turns may never be seen in between. */
const CHANGE_MS = 120_000;

/**
 * What the configuration wants in the directory and was not there: whoever owns the slots has to fold it. It is done with when
 * the directory has it, or has something else instead of what was there: another configuration was planted after it. What is
 * missing altogether is waited for as long as it takes; what only changes, for two minutes.
 */
export class Planting {
  readonly #changedByMs: number;
  #open: Open[];

  constructor(
    private readonly directory: Directory,
    events: readonly FoldEvent[],
    private readonly clock: Clock,
  ) {
    this.#changedByMs = clock.now() + CHANGE_MS;
    this.#open = events.map((event) => ({ event, before: plantedAs(event, directory) }));
  }

  /** How many are still open. */
  get left(): number {
    this.#open = this.#open.filter((one) => this.#isOpen(one));
    return this.#open.length;
  }

  #isOpen({ event, before }: Open): boolean {
    const { directory, clock } = this;
    if (before !== undefined && clock.now() >= this.#changedByMs) return false;
    return !isPlanted(event, directory) && plantedAs(event, directory) === before;
  }
}
