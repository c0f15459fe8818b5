import type { Logger } from '../../contract/logger.js';
import { isFleetStore } from '../../fleet/fleet-store.js';
import { createIngress } from '../../ingress/create-ingress.js';
import { type FetchHandler, fetchHandler } from '../../ingress/fetch-handler.js';
import { clientAddress } from '../../ingress/http/client-address.js';
import { journalWanted } from '../../ingress/journal/journal-events.js';
import { createMediaRoute } from '../../ingress/media/media-route.js';
import { type NodeHandler, nodeHandler } from '../../ingress/node-handler.js';
import { createReceivers, type Receivers } from '../../ingress/receiving/receivers.js';
import { wantSweeps } from '../../ingress/sweep/want-sweeps.js';
import { watchEventLoop } from '../../observability/event-loop-lag.js';
import { Health, type HealthReport } from '../../observability/health.js';
import { mediaCounters } from '../../observability/media-counters.js';
import { webhookCounters } from '../../observability/webhook-counters.js';
import { slotOf } from '../../outbox/slot.js';
import type { WorkStore } from '../../outbox/work-store.js';
import { FRAMEWORK_VERSION } from '../../policy/framework-version.js';
import type { ChannelRegistry } from '../channels/channel-registry.js';
import type { Engine } from '../engine/engine.js';
import { loadEngine, openEngine } from '../engine/open-engine.js';
import { timeStore } from '../observers/measurements.js';
import { FleetOwnership } from '../ownership/fleet-ownership.js';
import { knownElsewhere } from '../ownership/known-elsewhere.js';
import type { Ownership } from '../ownership/ownership.js';
import { SoleOwnership } from '../ownership/sole-ownership.js';
import type { ClosableHttp, RunParts } from '../run-parts.js';
import { openStore } from '../stores/open-store.js';
import { collectGauges } from './collect-gauges.js';
import { tellNotes } from './health-notes.js';
import { withLastRefusal } from './last-refusal.js';
import { loopbackRoute } from './loopback.js';
import { onboardingPages } from './onboarding-pages.js';
import { showProcess } from './process-figures.js';
import { RetentionLoop } from './retention-loop.js';
import { sayWhatIsMissing } from './say-what-is-missing.js';
import type { StartOptions } from './start-options.js';
import type { StopReport } from './stop-report.js';

/** A connector whose engine runs. */
export interface RunningConnector {
  fetch: FetchHandler;
  nodeHandler: NodeHandler;
  store: WorkStore;
  engine: Engine;
  channels: ChannelRegistry;
  /** Resolves to the reason, should the store be lost. */
  lost: Promise<unknown>;
  live(): HealthReport;
  ready(): Promise<HealthReport>;
  stop(softMs: number): Promise<StopReport>;
}

/** Opens what a connector needs, in order; closes it again where something does not open. */
export async function runConnector(
  parts: RunParts,
  { recovered = false }: StartOptions = {},
): Promise<RunningConnector> {
  const { config, log, between } = parts;
  const opened = await openStore(config, 'engine', log.logger);
  if (recovered) await raiseEpochs(opened);
  const timed = timeStore(opened, parts.metrics);
  const store = between.store?.(timed) ?? timed;
  const connected = parts.openHttp();
  const http = between.http?.(connected) ?? connected;
  try {
    return await runOn(store, ownershipOn(opened, parts, recovered), http, parts);
  } catch (error) {
    await Promise.allSettled([http.close(), store.close()]);
    throw error;
  }
}

/** Before anything joins. One engine on a file has a new epoch by opening it. */
async function raiseEpochs(store: WorkStore): Promise<void> {
  try {
    if (isFleetStore(store)) await store.raiseEpochs();
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** @param opened not what stands around it: who owns what is a matter between this process and the store */
function ownershipOn(opened: WorkStore, parts: RunParts, recovered: boolean): Ownership {
  const { store } = parts.config;
  if (!isFleetStore(opened) || store.kind !== 'postgres') {
    return new SoleOwnership(opened.epoch, { ...parts, recovered });
  }
  return new FleetOwnership(parts.between.fleet?.(opened) ?? opened, { ...parts, expiryMs: store.expiryMs, recovered });
}

async function runOn(
  store: WorkStore,
  ownership: Ownership,
  http: ClosableHttp,
  parts: RunParts,
): Promise<RunningConnector> {
  const { config, scheduler, random, log, metrics, traces } = parts;
  const health = new Health(scheduler);
  health.checkReady('store', () => store.ping());
  const { counters, last } = withLastRefusal(webhookCounters(metrics), scheduler);
  const follow = lateReceivers();
  const { promise: lost, resolve: lose } = Promise.withResolvers<unknown>();
  const { engine, channels } = openEngine(store, http, parts, {
    slots: ownership.slots,
    licence: ownership.licence,
    counters,
    accountsChanged: () => follow.receivers?.accountsChanged(),
    writable: (can, cause) => {
      metrics.set('storeWritable', {}, can ? 1 : 0);
      sayWhetherWritable(can, cause, log.logger, follow);
      if (can) sweepAfterOutage(engine, ownership, parts);
    },
    lost: (error) => {
      ownership.lose();
      void engine.dueWork.stop(AbortSignal.abort(error));
      health.checkLive('engine', () => 'has lost the store');
      log.logger.error('this process has lost the store and does nothing more', { error });
      lose(error);
    },
  });
  if (ownership.slots.shared) health.checkReady('fleet', () => ownership.health);
  await ownership.prepare();
  await loadEngine(engine, channels, store);
  try {
    await ownership.begin({ engine, channels, store, receivers: () => follow.receivers });
    const isPortal = (app: string, portalId: string) => engine.portals.row(app, portalId) !== undefined;
    sayWhatIsMissing(config, { isPortal, channels: channels.all() }, log.logger);
    const journals = Object.values(config.apps).filter(({ webhooksJournal }) => webhooksJournal);
    if (journals.length > 0) await engine.append(journals.map(({ name }) => journalWanted(name, scheduler.now())));
  } catch (error) {
    const now = AbortSignal.abort(error);
    await Promise.all([engine.dueWork.stop(now), ownership.stop(now)]);
    await engine.fold.stop();
    throw error;
  }
  const owns = (app: string, portal: string) => ownership.slots.mayBegin(slotOf(app, portal));
  const assertLicensed = (app: string, portal: string) => ownership.licence.assertValid(slotOf(app, portal));
  const receivers = createReceivers({
    ...engine,
    channels,
    owns,
    assertLicensed,
    store,
    counters,
    traces,
    scheduler,
    random,
    log: log.logger,
  });
  follow.receivers = receivers;
  tellNotes(health, engine, store, () => scheduler.now());
  const stopBackground = startBackground({ engine, store, receivers, health }, parts);
  receivers.accountsChanged();
  const media = createMediaRoute({ ...engine, counters: mediaCounters(metrics), scheduler, log: log.logger });
  const elsewhere = ownership.slots.shared ? knownElsewhere(engine) : undefined;
  const ingress = createIngress({
    publicUrl: config.publicUrl,
    apps: { clientSecrets: (app) => config.apps[app]?.clientSecrets },
    channels,
    elsewhere,
    accounts: engine.accounts,
    catchUp: ownership.catchUp?.bind(ownership),
    append: engine.append,
    media,
    pages: [
      ...onboardingPages({ config, engine, channels, elsewhere, store, http, scheduler, random, log: log.logger }),
      loopbackRoute({ ...config, version: FRAMEWORK_VERSION, scheduler, random, refused: last }),
    ],
    counters,
    traces,
    probes: { live: () => health.live(), ready: () => health.ready(), metrics: () => metrics.exposition() },
    scheduler,
    log: log.logger,
  });
  return {
    fetch: fetchHandler(ingress, { scheduler }),
    nodeHandler: nodeHandler(ingress, { scheduler, client: clientAddress(config.listen.proxies) }),
    store,
    engine,
    channels,
    lost,
    live: () => health.live(),
    ready: () => health.ready(),
    stop: async (softMs) => {
      await Promise.all([receivers.stop(), stopBackground()]);
      return stopAll({ engine, ownership, store, media, http }, parts, softMs);
    },
  };
}

/** The engine tells of changes before those who receive by themselves are there. */
function lateReceivers(): { receivers: Receivers | undefined } {
  return { receivers: undefined };
}

/** Whoever could not hand over webhooks in the meantime may have given up on some. */
function sayWhetherWritable(
  can: boolean,
  cause: unknown,
  log: Logger,
  follow: { receivers: Receivers | undefined },
): void {
  if (!can) return log.error('the store cannot be used', { cause: String(cause) });
  log.info('the store can be used again');
  follow.receivers?.missedWebhooks();
}

/** Whoever was refused a webhook meanwhile may not try again. */
function sweepAfterOutage({ portals, submit }: Engine, { slots }: Ownership, { scheduler, log }: RunParts): void {
  const ours = portals.all().filter(({ app, portal }) => slots.mayBegin(slotOf(app, portal)));
  wantSweeps(submit, ours, 'outage', scheduler.now()).catch((error: unknown) => {
    log.logger.warn('missed webhooks are searched for later', { error: String(error) });
  });
}

interface Background {
  engine: Engine;
  store: WorkStore;
  receivers: Receivers;
  health: Health;
}

/** What runs beside the work: forgetting what is old, and measuring. */
function startBackground(
  { engine, store, receivers, health }: Background,
  { config, scheduler, log, metrics }: RunParts,
) {
  const retention = new RetentionLoop(store, config.retention, scheduler, log.logger, () => engine.fold.forget());
  retention.start();
  const stopLagWatch = watchEventLoop(metrics);
  const { gates, portals, accounts, dueWork } = engine;
  const names = { apps: Object.keys(config.apps), channels: Object.keys(config.channels) };
  const measured = { gates, portals, accounts, dueWork, ...names, connections: () => receivers.connections() };
  const stopGauges = collectGauges(metrics, measured, store, () => scheduler.now());
  const hideProcess = showProcess(metrics, health, config, scheduler.now());
  return async (): Promise<void> => {
    stopGauges();
    hideProcess();
    stopLagWatch();
    await retention.stop();
  };
}

interface Stoppable {
  engine: Engine;
  ownership: Ownership;
  store: WorkStore;
  media: { close(): void };
  http: ClosableHttp;
}

async function stopAll(
  { engine, ownership, store, media, http }: Stoppable,
  { scheduler, log }: RunParts,
  softMs: number,
): Promise<StopReport> {
  const hard = new AbortController();
  let aborted: Record<string, number> = {};
  const cancel = scheduler.at(scheduler.now() + softMs, () => {
    aborted = Object.fromEntries(Object.entries(engine.dueWork.underWay()).filter(([, count]) => count > 0));
    hard.abort(new Error('the connector stops'));
    engine.fold.hurry();
  });
  await Promise.all([engine.dueWork.stop(hard.signal), ownership.stop(hard.signal)]);
  cancel();
  media.close();
  await engine.fold.stop();
  await store.close();
  await http.close();
  await log.flush(LOG_FLUSH_MS);
  return { clean: Object.keys(aborted).length === 0, aborted };
}

/** How long a slow log may hold up the end of the process, ms. */
const LOG_FLUSH_MS = 1_000;
