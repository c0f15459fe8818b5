import type { AppConfig } from '../../config/connector-config.js';
import type { HttpTransport } from '../../contract/http-transport.js';
import type { Logger } from '../../contract/logger.js';
import { PORTAL_REPORT, type PortalReport } from '../../directory/portals/portal-report.js';
import { isGone, PORTALS, type PortalRow } from '../../directory/portals/portal-row.js';
import { ChannelwrightError } from '../../errors/channelwright-error.js';
import type { ClaimedSlot } from '../../fleet/fleet-store.js';
import type { AccessTokens } from '../../hubspot/client/access-tokens.js';
import type { CallName } from '../../hubspot/client/api-request.js';
import { createHubSpotClient } from '../../hubspot/client/hubspot-client.js';
import type { HubSpotPortals, PortalApi } from '../../hubspot/hubspot-portals.js';
import { OAuthTokens } from '../../hubspot/oauth/oauth-tokens.js';
import { staticTokens } from '../../hubspot/oauth/static-tokens.js';
import { type RefreshTokens, tokenEndpoint } from '../../hubspot/oauth/token-endpoint.js';
import { QUOTA_WINDOW_MS } from '../../hubspot/quota/portal-quota.js';
import { PortalQuotas } from '../../hubspot/quota/portal-quotas.js';
import { everyRow } from '../../outbox/every-row.js';
import type { Licence } from '../../outbox/licence.js';
import type { OwnedSlots } from '../../outbox/owned-slots.js';
import { slotOf } from '../../outbox/slot.js';
import type { Submit } from '../../outbox/submit.js';
import type { WorkStore } from '../../outbox/work-store.js';
import type { Random } from '../../policy/random.js';
import type { Scheduler } from '../../policy/scheduler.js';
import { licensedTransport } from '../../transport/licensed-transport.js';
import { PortalTokenStore } from './portal-token-store.js';
import { PortalWatch } from './portal-watch.js';
import { QuotaHandover } from './quota-handover.js';
import { QuotaMarks } from './quota-marks.js';

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
  /** A portal (`app/portal`) may be called again, or for more than before. */
  released?(portal: string): void;
  /** HubSpot was asked for a new token: `refreshed`, or why there is none. */
  refreshed?(app: string, result: string): void;
}

/** One portal that can be called. */
interface Connected {
  api: PortalApi;
  watch: PortalWatch;
}

/** How long what is for a portal rests that cannot be called here at all, ms. */
const NO_PORTAL_MS = 30_000;

/** Every portal of this process, in memory, with the means to call it. Follows the store commit by commit. */
export class PortalRegistry implements HubSpotPortals {
  readonly #rows = new Map<string, PortalRow>();
  readonly #connected = new Map<string, Connected>();
  readonly #listeners = new Set<(row: PortalRow) => void>();
  readonly #quotas: PortalQuotas;
  readonly #tokens: PortalTokenStore;
  readonly #marks: QuotaMarks;
  readonly #handover: QuotaHandover;

  constructor(private readonly deps: PortalRegistryDeps) {
    this.#marks = new QuotaMarks(deps);
    this.#quotas = new PortalQuotas(deps.scheduler, quotaSettings(deps.apps), (app, portal) =>
      deps.slots.shared ? this.#handover.pastOf(app, portal) : this.#marks.pastOf(app, portal),
    );
    this.#handover = new QuotaHandover({
      ...deps,
      quotas: this.#quotas,
      windowMs: Math.max(0, ...Object.values(deps.apps).map(({ quota }) => quota?.perMs ?? QUOTA_WINDOW_MS)),
      portalsOf: (slots) => this.#among(slots),
    });
    this.#tokens = new PortalTokenStore((app, portal) => this.row(app, portal), deps.submit, deps.scheduler);
  }

  async load(): Promise<void> {
    for await (const row of everyRow(this.deps.store, PORTALS)) this.changed(row);
    await this.#marks.load();
  }

  /**
   * Slots have been gained: their portals are called with the newest tokens, and with what was left of their quotas. To be awaited
   * before anything of them begins.
   *
   * @throws ChannelwrightError `CW_STORE_UNAVAILABLE`
   */
  async gained(slots: readonly ClaimedSlot[]): Promise<void> {
    const portals = this.#among(new Set(slots.map(({ slot }) => slot)));
    await this.#handover.gained(slots);
    const [rows = []] = await this.deps.store.read([
      { table: PORTALS.name, keys: portals.map((row) => PORTALS.key(row)) },
    ]);
    for (const { doc } of rows) this.changed(JSON.parse(doc) as PortalRow);
    this.#forget(portals);
  }

  /**
   * Slots are being handed over, and nothing of them is under way: from now on none of their portals is called. Resolves when what
   * they have used of their quotas is durable.
   */
  handOver(slots: readonly number[]): Promise<void> {
    return this.#handover.handOver(new Set(slots));
  }

  lost(slots: readonly number[]): void {
    this.#handover.lost(slots);
    this.#forget(this.#among(new Set(slots)));
  }

  /** A row was committed, here or elsewhere. */
  changed(row: PortalRow): void {
    const key = PORTALS.key(row);
    // Read before a commit of our own that it does not know of.
    if ((this.#rows.get(key)?.tokens.version ?? 0) > row.tokens.version) return;
    const before = this.#rows.get(key);
    // Other credentials are another client; what a refresh brought is known to the client that asked for it.
    if (before && hasOtherConsent(row, before)) this.#connected.delete(key);
    this.#rows.set(key, row);
    if (before && hasLessTrouble(row, before)) this.deps.released?.(key);
    for (const listener of this.#listeners) listener(row);
  }

  /** Every row that is committed from now on, here or elsewhere. @returns ends it */
  follow(listener: (row: PortalRow) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  row(app: string, portal: string): PortalRow | undefined {
    return this.#rows.get(`${app}/${portal}`);
  }

  all(): PortalRow[] {
    return [...this.#rows.values()];
  }

  /** How much of an app's quota is taken in the portal where it is most, 0 to 1. */
  quotaUsed(app: string): number {
    return this.#quotas.mostUsed(app);
  }

  of(app: string, portal: string): PortalApi | undefined {
    return this.#of(app, portal)?.api;
  }

  heldUntil(app: string, portal: string, call?: CallName): number | undefined {
    const connected = this.#of(app, portal);
    return connected ? connected.watch.heldUntil(call) : this.deps.scheduler.now() + NO_PORTAL_MS;
  }

  #of(app: string, portal: string): Connected | undefined {
    const key = `${app}/${portal}`;
    const known = this.#connected.get(key);
    if (known) return known;
    const config = this.deps.apps[app];
    if (!config || !this.#rows.has(key)) return undefined;
    const connected = this.#connect(config, portal);
    this.#connected.set(key, connected);
    return connected;
  }

  #among(slots: ReadonlySet<number>): PortalRow[] {
    return this.all().filter(({ app, portal }) => slots.has(slotOf(app, portal)));
  }

  #forget(portals: readonly PortalRow[]): void {
    for (const row of portals) {
      this.#quotas.forget(row.app, row.portal);
      this.#connected.delete(PORTALS.key(row));
    }
  }

  #connect(config: AppConfig, portal: string): Connected {
    const quota = this.#quotas.of(config.name, portal);
    // What HubSpot has asked for outlives the process that was asked.
    const untilMs = this.row(config.name, portal)?.trouble?.untilMs;
    if (untilMs !== undefined) quota.pauseUntil(untilMs);
    const http = this.#licensedHttp(config.name, portal);
    const watch = this.#watch(config.name, portal);
    const client = createHubSpotClient({
      http,
      clock: this.deps.scheduler,
      baseUrl: config.apiBaseUrl,
      version: config.apiVersion,
      tokens: watch.tokens(this.#accessTokens(config, portal, http)),
      quota,
      heard: (call, result) => watch.heard(call, result),
    });
    return { api: { client, quota }, watch };
  }

  #watch(app: string, portal: string): PortalWatch {
    const { scheduler: clock, log, submit } = this.deps;
    const report = (body: PortalReport) =>
      submit({ kind: PORTAL_REPORT, app, portal, receivedAtMs: clock.now(), body });
    return new PortalWatch({ app, portal, row: () => this.row(app, portal), report, clock, log });
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
    const { refresh } = tokenEndpoint({ http, clock, baseUrl, clientId, clientSecret: config.clientSecrets[0] ?? '' });
    const told: RefreshTokens = async (token) => {
      const answer = await refresh(token);
      this.deps.refreshed?.(app, answer.ok ? 'refreshed' : answer.failure.kind);
      return answer;
    };
    return new OAuthTokens({ app, portal, store: this.#tokens, refresh: told, clock, random });
  }
}

function hasOtherConsent(row: PortalRow, before: PortalRow): boolean {
  return row.seed !== before.seed || row.installedAtMs !== before.installedAtMs || (isGone(before) && !isGone(row));
}

function hasLessTrouble(row: PortalRow, before: PortalRow): boolean {
  return before.trouble !== undefined && JSON.stringify(row.trouble) !== JSON.stringify(before.trouble);
}

function quotaSettings(apps: Readonly<Record<string, AppConfig>>) {
  return Object.fromEntries(Object.values(apps).map(({ name, quota }) => [name, quota]));
}
