import type { Scheduler } from '../../policy/scheduler.js';
import { PortalQuota, type QuotaPast, type QuotaSettings } from './portal-quota.js';
import type { Quota } from './quota.js';
import type { QuotaState } from './quota-state.js';

/** The quotas of every portal of every app: HubSpot counts each app in each portal apart. */
export class PortalQuotas {
  readonly #quotas = new Map<string, PortalQuota>();

  /**
   * @param settings by app; an app that is not in it has HubSpot's own limits
   * @param pastOf asked once for each portal, before its first call. Default: nothing was before
   */
  constructor(
    private readonly scheduler: Scheduler,
    private readonly settings: Readonly<Record<string, QuotaSettings>> = {},
    private readonly pastOf?: (app: string, portal: string) => QuotaPast,
  ) {}

  /** The same object every time, until it is forgotten. */
  of(app: string, portal: string): Quota {
    const key = portalKey(app, portal);
    const known = this.#quotas.get(key);
    if (known) return known;
    const quota = new PortalQuota(this.scheduler, this.settings[app], this.pastOf?.(app, portal));
    this.#quotas.set(key, quota);
    return quota;
  }

  /** How much is taken where most is, of the portals of an app that have been called, 0 to 1. */
  mostUsed(app: string): number {
    const ofApp = [...this.#quotas].filter(([key]) => key.startsWith(portalKey(app, '')));
    return ofApp.reduce((most, [, quota]) => Math.max(most, quota.used()), 0);
  }

  /** What is taken of a portal's quota; `undefined`: it was never asked for. No permit is given from then on. */
  close(app: string, portal: string): QuotaState | undefined {
    const quota = this.#quotas.get(portalKey(app, portal));
    quota?.close();
    return quota?.state();
  }

  /** Closes it; the next one asked for begins with what was before it. */
  forget(app: string, portal: string): void {
    this.close(app, portal);
    this.#quotas.delete(portalKey(app, portal));
  }
}

function portalKey(app: string, portal: string): string {
  return `${app}/${portal}`;
}
