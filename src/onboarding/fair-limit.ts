import type { Clock } from '../contract/clock.js';
import { AttemptLimit } from './attempt-limit.js';

/** Who tries, by what a stranger cannot make up. */
export interface Asker {
  /** The address they come from, where it is known. */
  client?: string | undefined;
  /** The portal whose admin this browser is known to belong to: see {@link AdminProof}. */
  admin?: string | undefined;
}

/** In ten minutes. */
export interface Allowances {
  /** Of one address, or of the admins of one portal. */
  each: number;
  /** Of all strangers together, of one thing that they use up. */
  all: number;
}

/**
 * How often the pages may be used to try something. They are open to everyone: they must be of no use to whoever guesses passwords at
 * a provider, or has us ask HubSpot about what is made up. Nor must they serve to keep others out: nothing is counted under a name that
 * comes with the request, and whoever is known to be an admin of the portal has an allowance that no stranger can use up.
 */
export class FairLimit {
  readonly #each: AttemptLimit;
  readonly #all: AttemptLimit;

  constructor(clock: Pick<Clock, 'now'>, { each, all }: Allowances) {
    this.#each = new AttemptLimit(clock, each);
    this.#all = new AttemptLimit(clock, all);
  }

  /** @param pool what is used up by it */
  mayTry(pool: string, { client, admin }: Asker): boolean {
    if (admin !== undefined) return this.#each.mayTry(`admin ${admin}`);
    return (client === undefined || this.#each.mayTry(`client ${client}`)) && this.#all.mayTry(pool);
  }

  /** It was no stranger after all. */
  giveBack(pool: string): void {
    this.#all.giveBack(pool);
  }
}
