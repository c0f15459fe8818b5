import type { FoldEvent } from '../../outbox/reducer.js';
import { type Directory, isPlanted, plantedAs } from '../directory/seed-directory.js';

interface Open {
  event: FoldEvent;
  /** What the directory had in its place. */
  before: string | undefined;
}

/**
 * What the configuration wants in the directory and was not there: whoever owns the slots has to fold it. It is done with when
 * the directory has it, or has something else instead of what was there: another configuration was planted after it.
 */
export class Planting {
  #open: Open[];

  constructor(
    private readonly directory: Directory,
    events: readonly FoldEvent[],
  ) {
    this.#open = events.map((event) => ({ event, before: plantedAs(event, directory) }));
  }

  /** How many are still open. */
  get left(): number {
    const { directory } = this;
    this.#open = this.#open.filter(
      ({ event, before }) => !isPlanted(event, directory) && plantedAs(event, directory) === before,
    );
    return this.#open.length;
  }
}
