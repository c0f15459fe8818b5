import type { AppConfig } from '../config/connector-config.js';
import type { HttpTransport } from '../contract/http-transport.js';
import type { Logger } from '../contract/logger.js';
import { PORTALS, type PortalRow } from '../directory/portal-row.js';
import { ChannelwrightError } from '../errors/channelwright-error.js';
import { createHubSpotClient } from '../hubspot/client/hubspot-client.js';
import type { HubSpotPortals, PortalApi } from '../hubspot/hubspot-portals.js';
import type { AccessTokens } from '../hubspot/oauth/access-tokens.js';
import { OAuthTokens } from '../hubspot/oauth/oauth-tokens.js';
import { staticTokens } from '../hubspot/oauth/static-tokens.js';
import { tokenEndpoint } from '../hubspot/oauth/token-endpoint.js';
import { PortalQuotas } from '../hubspot/quota/portal-quotas.js';
import type { Licence } from '../outbox/licence.js';
import type { OwnedSlots } from '../outbox/owned-slots.js';
import { slotOf } from '../outbox/slot.js';
import type { Submit } from '../outbox/submit.js';
import type { WorkStore } from '../outbox/work-store.js';
import type { Random } from '../policy/random.js';
import type { Scheduler } from '../policy/scheduler.js';
import { licensedTransport } from '../transport/licensed-transport.js';
import { PortalTokenStore } from './portal-token-store.js';
import { QuotaMarks } from './quota-marks.js';
import { watchedTokens } from './watched-tokens.js';

export interface PortalRegistryDeps {
  store: Pick<WorkStore, 'epoch' | 'read'>;
  /** By name. */
  apps: Readonly<Record<string, AppConfig>>;
  http: HttpTransport;
  scheduler: Scheduler;
  random: Random;
  log: Logger;
  submit: Submit;
  slots: OwnedSlots;
  licence: Licence;
}

/** Every portal of this process, in memory, with the means to call it. Follows the store commit by commit. */
export class PortalRegistry implements HubSpotPortals {
  readonly #rows = new Map<string, PortalRow>();
  readonly #apis = new Map<string, PortalApi>();
  readonly #quotas: PortalQuotas;
  readonly #tokens: PortalTokenStore;
  readonly #marks: QuotaMarks;

  constructor(private readonly deps: PortalRegistryDeps) {
    this.#marks = new QuotaMarks(deps);
    const marks = this.#marks;
    this.#quotas = new PortalQuotas(deps.scheduler, quotaSettings(deps.apps), (app, portal) =>
      marks.pastOf(app, portal),
    );
    this.#tokens = new PortalTokenStore((app, portal) => this.row(app, portal), deps.submit, deps.scheduler);
  }

  async load(): Promise<void> {
    const [rows = []] = await this.deps.store.read([{ table: PORTALS.name, limit: 100_000 }]);
    for (const { doc } of rows) this.changed(JSON.parse(doc) as PortalRow);
    await this.#marks.load();
  }

  /** A row was committed. */
  changed(row: PortalRow): void {
    const key = PORTALS.key(row);
    // Other credentials are another client; what a refresh brought is known to the client that asked for it.
    if (this.#rows.get(key)?.seed !== row.seed) this.#apis.delete(key);
    this.#rows.set(key, row);
  }

  row(app: string, portal: string): PortalRow | undefined {
    return this.#rows.get(`${app}/${portal}`);
  }

  all(): PortalRow[] {
    return [...this.#rows.values()];
  }

  of(app: string, portal: string): PortalApi | undefined {
    const key = `${app}/${portal}`;
    const known = this.#apis.get(key);
    if (known) return known;
    const config = this.deps.apps[app];
    if (!config || !this.#rows.has(key)) return undefined;
    const api = this.#connect(config, portal);
    this.#apis.set(key, api);
    return api;
  }

  #connect(config: AppConfig, portal: string): PortalApi {
    const quota = this.#quotas.of(config.name, portal);
    const http = this.#licensedHttp(config.name, portal);
    const client = createHubSpotClient({
      http,
      clock: this.deps.scheduler,
      baseUrl: config.apiBaseUrl,
      version: config.apiVersion,
      tokens: watchedTokens(this.#accessTokens(config, portal, http), { app: config.name, portal }, this.deps.log),
      quota,
    });
    return { client, quota };
  }

  /** For as long as this process owns the portal as it does now: whoever owns it anew begins with another quota. */
  #licensedHttp(app: string, portal: string): HttpTransport {
    const { http, slots, licence } = this.deps;
    const slot = slotOf(app, portal);
    const epoch = slots.epochOf(slot);
    return licensedTransport(http, () => {
      if (epoch === undefined || slots.epochOf(slot) !== epoch) throw new ChannelwrightError('CW_STORE_FENCED');
      licence.assertValid(slot);
    });
  }

  #accessTokens(config: AppConfig, portal: string, http: HttpTransport): AccessTokens {
    const { scheduler: clock, random } = this.deps;
    const { name: app, apiBaseUrl: baseUrl, clientId } = config;
    const tokens = this.row(app, portal)?.tokens;
    if (tokens?.refreshToken === undefined) return staticTokens(tokens?.accessToken ?? '');
    const refresh = tokenEndpoint({ http, clock, baseUrl, clientId, clientSecret: config.clientSecrets[0] ?? '' });
    return new OAuthTokens({ app, portal, store: this.#tokens, refresh, clock, random });
  }
}

function quotaSettings(apps: Readonly<Record<string, AppConfig>>) {
  return Object.fromEntries(Object.values(apps).map(({ name, quota }) => [name, quota]));
}
