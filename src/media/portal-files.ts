import { inject, injectable } from 'inversify';
import { HUBSPOT_PORTALS, type HubSpotPortals } from '../hubspot/hubspot-portals.js';
import type { Scheduler } from '../policy/scheduler.js';
import { SCHEDULER } from '../policy/tokens.js';
import { askHubSpot, type Fetched } from './ask-hubspot.js';
import { type FileFacts, factsOf } from './file-facts.js';

/** How long a signed URL of HubSpot works that we ask for, s. */
const SIGNED_SECONDS = 3_600;
/** How long it is used again, ms: whoever gets it then still has time to read. */
const KEPT_MS = 30 * 60_000;
/** How long a refusal is believed, ms: a provider that asks again and again must not spend the portal's quota. */
const REFUSAL_KEPT_MS = 30_000;
const MOST_KEPT = 2_000;

/** Where the bytes of a file are for now. The URL needs no credentials: it must not leave this process. */
export interface SignedFile extends FileFacts {
  url: string;
}

interface Kept {
  answer: Promise<Fetched<SignedFile>>;
  untilMs: number;
}

/** Signed URLs of files in HubSpot. One question serves many readers of a file: providers call a link several times. */
@injectable()
export class PortalFiles {
  /** The oldest first. */
  readonly #kept = new Map<string, Kept>();

  constructor(
    @inject(HUBSPOT_PORTALS) private readonly portals: HubSpotPortals,
    @inject(SCHEDULER) private readonly scheduler: Scheduler,
  ) {}

  /** Never rejects. */
  signed(app: string, portal: string, fileId: string): Promise<Fetched<SignedFile>> {
    const key = keyOf(app, portal, fileId);
    const known = this.#kept.get(key);
    if (known && known.untilMs > this.scheduler.now()) return known.answer;
    this.#kept.delete(key);
    const kept: Kept = { answer: this.#ask(app, portal, fileId), untilMs: this.scheduler.now() + KEPT_MS };
    this.#keep(key, kept);
    void kept.answer.then((answer) => {
      if (answer.ok) return;
      const pauseMs = answer.passing ? (answer.reason.afterMs ?? 0) : REFUSAL_KEPT_MS;
      kept.untilMs = this.scheduler.now() + Math.min(pauseMs, REFUSAL_KEPT_MS);
    });
    return kept.answer;
  }

  /** The URL that was given does not work any more. */
  forget(app: string, portal: string, fileId: string): void {
    this.#kept.delete(keyOf(app, portal, fileId));
  }

  #keep(key: string, kept: Kept): void {
    this.#kept.set(key, kept);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= MOST_KEPT) return;
      this.#kept.delete(oldest);
    }
  }

  #ask(app: string, portal: string, fileId: string): Promise<Fetched<SignedFile>> {
    return askHubSpot(this.portals, this.scheduler.now(), {
      app,
      portal,
      call: ({ files }) => files.signedUrl(fileId, { expirationSeconds: SIGNED_SECONDS }, { priority: 'delivery' }),
      read: (answer) => ({ ...factsOf(answer), url: answer.url }),
    });
  }
}

function keyOf(app: string, portal: string, fileId: string): string {
  return `${app}/${portal}/${fileId}`;
}
