import { inject, injectable } from 'inversify';
import { HUBSPOT_PORTALS, type HubSpotPortals } from '../hubspot/hubspot-portals.js';
import { OWNED_SLOTS, type OwnedSlots } from '../outbox/owned-slots.js';
import { slotOf } from '../outbox/slot.js';
import type { Scheduler } from '../policy/scheduler.js';
import { SCHEDULER } from '../policy/tokens.js';
import { askHubSpot, type Fetched } from './ask-hubspot.js';
import { AskedOwner } from './asked-owner.js';
import { answerLifeMs } from './file-answer.js';
import { factsOf } from './file-facts.js';
import { SIGNED_KEPT_MS, type SignedFile } from './signed-file.js';

/** How long a signed URL of HubSpot works that we ask for, s. */
const SIGNED_SECONDS = 3_600;
const MOST_KEPT = 2_000;

interface Kept {
  answer: Promise<Fetched<SignedFile>>;
  /** Once the answer is there. */
  url?: string;
  untilMs: number;
}

/**
 * Signed URLs of files in HubSpot. One question serves many readers of a file: providers call a link several times. Where another
 * process owns the portal, that one is asked instead.
 */
@injectable()
export class PortalFiles {
  /** The oldest first. */
  readonly #kept = new Map<string, Kept>();

  constructor(
    @inject(HUBSPOT_PORTALS) private readonly portals: HubSpotPortals,
    @inject(SCHEDULER) private readonly scheduler: Scheduler,
    @inject(OWNED_SLOTS) private readonly slots: OwnedSlots,
    @inject(AskedOwner) private readonly owner: AskedOwner,
  ) {}

  /**
   * Never rejects.
   *
   * @param refusedUrl an earlier answer that does not work any more: another one is asked for
   */
  signed(app: string, portal: string, fileId: string, refusedUrl?: string): Promise<Fetched<SignedFile>> {
    const key = `${app}/${portal}/${fileId}`;
    const known = this.#kept.get(key);
    const isRefused = refusedUrl !== undefined && known?.url === refusedUrl;
    if (known && !isRefused && known.untilMs > this.scheduler.now()) return known.answer;
    this.#kept.delete(key);
    const answer = this.#ask(app, portal, fileId, refusedUrl);
    const kept: Kept = { answer, untilMs: this.scheduler.now() + SIGNED_KEPT_MS };
    this.#keep(key, kept);
    void answer.then((told) => {
      if (told.ok) kept.url = told.value.url;
      else kept.untilMs = this.scheduler.now() + answerLifeMs(told);
    });
    return answer;
  }

  #keep(key: string, kept: Kept): void {
    this.#kept.set(key, kept);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= MOST_KEPT) return;
      this.#kept.delete(oldest);
    }
  }

  #ask(app: string, portal: string, fileId: string, refusedUrl?: string): Promise<Fetched<SignedFile>> {
    const isOurs = this.slots.epochOf(slotOf(app, portal)) !== undefined;
    return isOurs ? this.#askHubSpot(app, portal, fileId) : this.owner.signed(app, portal, fileId, refusedUrl);
  }

  #askHubSpot(app: string, portal: string, fileId: string): Promise<Fetched<SignedFile>> {
    return askHubSpot(this.portals, this.scheduler.now(), {
      app,
      portal,
      call: ({ files }) => files.signedUrl(fileId, { expirationSeconds: SIGNED_SECONDS }, { priority: 'delivery' }),
      read: (answer) => ({ ...factsOf(answer), url: answer.url }),
    });
  }
}
