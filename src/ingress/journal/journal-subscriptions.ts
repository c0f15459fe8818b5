import type { Clock } from '../../contract/clock.js';
import type { Logger } from '../../contract/logger.js';
import { UNINSTALLED_EVENT, type WebhooksJournalApi } from '../../hubspot/client/webhooks-journal-api.js';
import type { HubSpotFailure } from '../../hubspot/failure/hubspot-failure.js';
import type { JournalSubscription } from '../../hubspot/schemas/webhooks-journal.js';

/** Uninstalls of all portals; beside it, the privacy deletions of each portal by its id. */
const UNINSTALLS = '';
/** How soon a subscription is asked for again that HubSpot has refused, ms. */
const REFUSED_MS = 60 * 60_000;

/**
 * What the journal of one app is subscribed to, as far as this process knows: it asks once in its life, and for every portal that is
 * new to it or was gone in between, since HubSpot ends the subscriptions of a portal that uninstalls the app.
 */
export class JournalSubscriptions {
  /** Until when there is nothing to ask for, ms since the epoch. */
  readonly #settled = new Map<string, number>();

  constructor(
    private readonly app: string,
    private readonly clock: Pick<Clock, 'now'>,
    private readonly log: Logger,
  ) {}

  /**
   * Subscribes to what is not subscribed to yet. Answers why the journal cannot be read at all. That a subscription of one portal is
   * refused is no such reason: the journal may be about to tell that the portal is gone.
   */
  async ensure(
    journal: WebhooksJournalApi,
    portals: readonly string[],
    signal: AbortSignal,
  ): Promise<HubSpotFailure | undefined> {
    const all = new Set([UNINSTALLS, ...portals]);
    for (const portal of this.#settled.keys()) if (!all.has(portal)) this.#settled.delete(portal);
    const wanted = [...all].filter((portal) => (this.#settled.get(portal) ?? 0) <= this.clock.now());
    if (wanted.length === 0) return undefined;
    const listed = await journal.subscriptions({ signal });
    if (!listed.ok) return listed.failure;
    for (const portal of wanted) {
      const isThere = listed.value.results.some((one) => isAbout(one, portal));
      const failure = isThere ? undefined : await subscribe(journal, portal, signal);
      if (failure && portal === UNINSTALLS) return failure;
      // What passes is met by the other portals, too: they have their turn at the next look.
      if (failure && failure.retry !== 'never') return undefined;
      this.#settled.set(portal, failure ? this.clock.now() + REFUSED_MS : Number.POSITIVE_INFINITY);
      if (failure) this.#say(portal, failure);
    }
    return undefined;
  }

  #say(portal: string, { kind, status, message: detail }: HubSpotFailure): void {
    const fields = { app: this.app, portal, kind, status, detail };
    this.log.warn('HubSpot will not tell of the privacy deletions of a portal', fields);
  }
}

async function subscribe(
  journal: WebhooksJournalApi,
  portal: string,
  signal: AbortSignal,
): Promise<HubSpotFailure | undefined> {
  const asked =
    portal === UNINSTALLS
      ? journal.subscribeToUninstalls({ signal })
      : journal.subscribeToDeletions(portal, { signal });
  const made = await asked;
  return made.ok ? undefined : made.failure;
}

function isAbout({ subscriptionType, portalId, ...one }: JournalSubscription, portal: string): boolean {
  if (portal !== UNINSTALLS) return subscriptionType === 'GDPR_PRIVACY_DELETION' && portalId === portal;
  return subscriptionType === 'APP_LIFECYCLE_EVENT' && (one.eventTypeId ?? one.objectTypeId) === UNINSTALLED_EVENT;
}
