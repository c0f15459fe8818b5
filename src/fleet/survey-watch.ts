import type { SlotEpoch } from '../outbox/owned-slots.js';
import type { FleetParts } from './fleet-parts.js';
import type { Renewal } from './fleet-store.js';
import { elapsedSince, type Moment, momentOf } from './fleet-timing.js';
import { areAlike, SlotFit } from './slot-fit.js';

/** How old a survey may be where configurations differ: slots come to need more when portals are connected. In expiries. */
const OUTDATED = 2;

/** Looks at the whole ledger, where what a heartbeat brings back is not enough. */
export class SurveyWatch {
  #fit: SlotFit | undefined;
  #seen = '';
  #at: Moment | undefined;
  #suspicions = 0;
  #looking = false;

  /** @param found slots that are this member's, says the ledger */
  constructor(
    private readonly parts: FleetParts,
    private readonly id: string,
    private readonly found: (slots: readonly SlotEpoch[]) => void,
  ) {}

  /**
   * Which slots everybody could own; `undefined` until it is known.
   *
   * @param known how many slots this member knows to be its own; `undefined`: it is about to learn
   */
  follow(renewal: Renewal, known: number | undefined): SlotFit | undefined {
    const mine = renewal.members.find(({ id }) => id === this.id)?.slots ?? 0;
    this.#suspicions = known !== undefined && mine > known ? this.#suspicions + 1 : 0;
    const alike = areAlike(renewal);
    if (this.#suspicions > 1 || (!alike && this.#isOutdated(renewal))) void this.#look(renewal);
    return alike ? new SlotFit() : this.#fit;
  }

  #isOutdated(renewal: Renewal): boolean {
    if (!this.#at || namesOf(renewal) !== this.#seen) return true;
    return elapsedSince(this.#at, this.parts.scheduler) > OUTDATED * this.parts.member.expiryMs;
  }

  async #look(renewal: Renewal): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    const at = momentOf(this.parts.scheduler);
    try {
      const { slots } = await this.parts.store.survey();
      this.#fit = new SlotFit(slots);
      this.#seen = namesOf(renewal);
      this.#at = at;
      this.found(slots.filter(({ owner }) => owner === this.id));
    } catch (error) {
      this.parts.log.warn('the slots of the fleet could not be surveyed', { error: String(error) });
    } finally {
      this.#looking = false;
    }
  }
}

function namesOf({ members }: Renewal): string {
  return members.map(({ id }) => id).join();
}
