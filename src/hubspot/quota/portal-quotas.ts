import type { Scheduler } from '../../policy/scheduler.js';
import { PortalQuota, type QuotaPast, type QuotaSettings } from './portal-quota.js';
import type { Quota } from './quota.js';

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

  /** The same object every time. */
  of(app: string, portal: string): Quota {
    const key = `${app}/${portal}`;
    let quota = this.#quotas.get(key);
    if (quota === undefined) {
      quota = new PortalQuota(this.scheduler, this.settings[app], this.pastOf?.(app, portal));
      this.#quotas.set(key, quota);
    }
    return quota;
  }
}
