import { Container, type Newable } from 'inversify';
import type { ConnectorConfig } from '../../config/connector-config.js';
import type { HttpTransport } from '../../contract/http-transport.js';
import type { Logger } from '../../contract/logger.js';
import { TOKENS } from '../../contract/tokens.js';
import { CorrectionHandler } from '../../delivery/corrections/correction-handler.js';
import { ClosedGates } from '../../delivery/gates/closed-gates.js';
import { GateReleases } from '../../delivery/gates/gate-releases.js';
import { DELIVERY_CALLS } from '../../delivery/preparation/hubspot-calls.js';
import { HubSpotDeliveryCalls } from '../../delivery/preparation/hubspot-delivery-calls.js';
import { Preparer } from '../../delivery/preparation/prepare.js';
import { OutgoingFiles } from '../../delivery/sending/outgoing-files.js';
import { Pacing } from '../../delivery/sending/pacing.js';
import { PUBLIC_URL, SendContexts } from '../../delivery/sending/send-context.js';
import { SEND_OBSERVER } from '../../delivery/sending/send-observer.js';
import { PartSender } from '../../delivery/sending/send-part.js';
import { StepRunner } from '../../delivery/sending/step-runner.js';
import { ACCOUNT_DIRECTORY, Accounts } from '../../directory/accounts/accounts.js';
import { CHANNEL_RUNTIMES } from '../../directory/channels/channel-runtime.js';
import { IdentityClaims } from '../../directory/connections/identity-claims.js';
import { TOMBSTONE_KEYS, Tombstones } from '../../directory/people/tombstones.js';
import { EraseHandler } from '../../erasure/erase-handler.js';
import { HUBSPOT_PORTALS } from '../../hubspot/hubspot-portals.js';
import { INGRESS_COUNTERS, type IngressCounters } from '../../ingress/ingress-counters.js';
import { JOURNAL_APPS } from '../../ingress/journal/journal-apps.js';
import { SWEEP_OBSERVER } from '../../ingress/sweep/sweep-observer.js';
import { SWEEP_SETTINGS } from '../../ingress/sweep/sweep-settings.js';
import { AskedOwner } from '../../media/asked-owner.js';
import { FileOpener } from '../../media/file-opener.js';
import { MEDIA_LINKS, MediaLinks } from '../../media/media-links.js';
import { PortalFiles } from '../../media/portal-files.js';
import type { Metrics } from '../../observability/metrics.js';
import { APPEND, type Append } from '../../outbox/append.js';
import { CallOutcomes } from '../../outbox/call-outcomes.js';
import { COMMITTED_ROW, type CommittedRow, CurrentRows } from '../../outbox/current-rows.js';
import { DueWork } from '../../outbox/due/due-work.js';
import { licensedHandler } from '../../outbox/due/licensed-handler.js';
import { Fold } from '../../outbox/fold/fold.js';
import { FOLD_OBSERVER } from '../../outbox/fold/fold-observer.js';
import { LICENCE, type Licence } from '../../outbox/licence.js';
import { OWNED_SLOTS, type OwnedSlots } from '../../outbox/owned-slots.js';
import { REDUCERS, SETTLERS } from '../../outbox/reducer.js';
import { SUBMIT, type Submit } from '../../outbox/submit.js';
import { WORK_HANDLERS, type WorkHandler } from '../../outbox/work-handler.js';
import { WORK_STORE, type WorkStore } from '../../outbox/work-store.js';
import type { Random } from '../../policy/random.js';
import type { Scheduler } from '../../policy/scheduler.js';
import { RANDOM, SCHEDULER } from '../../policy/tokens.js';
import { TRACES, type Traces } from '../../policy/traces.js';
import { HubSpotPublicationCalls } from '../../publication/hubspot-publication-calls.js';
import { PUBLICATION_CALLS } from '../../publication/publication-calls.js';
import { AGENT_LANGUAGE, type AgentLanguage } from '../../status/agent-language.js';
import { FAILURE_TEXTS, type FailureTexts } from '../../status/failure-text.js';
import { HubSpotStatusCalls } from '../../status/hubspot-status-calls.js';
import type { LifecycleEmitter } from '../../status/lifecycle-emitter.js';
import { ReadBack } from '../../status/read-back.js';
import { RETENTION, type Retention } from '../../status/retention.js';
import { STATUS_CALLS, type StatusCalls } from '../../status/status-calls.js';
import { statusHandlers } from '../../status/status-handlers.js';
import { Synchroniser } from '../../status/synchroniser.js';
import type { ChannelRegistry } from '../channels/channel-registry.js';
import { countPatches, countSends, countSweeps, timedHandler } from '../observers/measurements.js';
import { traceStatusCalls } from '../observers/trace-steps.js';
import { journalApps } from '../portals/journal-apps.js';
import { PortalRegistry, type PortalRegistryDeps } from '../portals/portal-registry.js';
import { CommitFollower } from './commit-follower.js';
import { DirectoryMirror } from './directory-mirror.js';
import { HANDLER_CLASSES, REDUCER_CLASSES, SETTLER_CLASSES } from './layers.js';

export interface EngineParts {
  store: WorkStore;
  slots: OwnedSlots;
  licence: Licence;
  channels: ChannelRegistry;
  apps: PortalRegistryDeps['apps'];
  publicUrl: string;
  encryptionKeys: readonly Uint8Array[];
  media: { linkLifeMs: number };
  retention: Retention;
  sweep: ConnectorConfig['sweep'];
  language: AgentLanguage;
  texts: FailureTexts;
  events: LifecycleEmitter;
  http: HttpTransport;
  scheduler: Scheduler;
  random: Random;
  log: Logger;
  metrics: Metrics;
  traces: Traces;
  counters: IngressCounters;
  /** Accounts were committed. */
  accountsChanged(): void;
  /** The store cannot be written, or can be again. */
  writable(can: boolean, cause?: unknown): void;
  /** This process has lost the store: it must end. */
  lost(error: unknown): void;
}

/** The running machine behind a connector: one fold, its due work, and what they keep in memory of the store. */
export interface Engine {
  readonly append: Append;
  readonly submit: Submit;
  readonly accounts: Accounts;
  readonly gates: ClosedGates;
  readonly releases: GateReleases;
  readonly portals: PortalRegistry;
  readonly links: MediaLinks;
  readonly files: PortalFiles;
  readonly opener: FileOpener;
  readonly dueWork: DueWork;
  readonly eraser: EraseHandler;
  readonly corrector: CorrectionHandler;
  readonly fold: Fold;
  readonly pacing: Pacing;
  readonly tombstones: Tombstones;
  /** What is in memory of the directory, to be told of what others have written. */
  readonly mirror: DirectoryMirror;
}

/** Wires everything. Nothing runs yet. */
export function assembleEngine(parts: EngineParts): Engine {
  const container = new Container({ defaultScope: 'Singleton' });
  // The fold needs the reducers, some of which need what submits to the fold.
  const submit: Submit = (event, urgency) => container.get(Fold).submit(event, urgency);
  const committedRow: CommittedRow = (table, key) => container.get(Fold).committedRow(table, key);
  const append: Append = async (events) => {
    const outcomes = await parts.store.append(events);
    container.get(Fold).notify();
    return outcomes;
  };
  const refreshed = (app: string, result: string) => parts.metrics.count('tokenRefreshes', { app, result });
  const released = (portal: string) => container.get(DueWork).release(portal);
  const portals = new PortalRegistry({ ...parts, submit, released, refreshed });
  const tombstones = new Tombstones(parts.encryptionKeys);
  bindGiven(container, parts, { submit, append, committedRow, portals, tombstones });
  bindOwn(container, parts);
  const mirror = mirrorOf(container, parts, portals);
  container.bind(DirectoryMirror).toConstantValue(mirror);
  return {
    mirror,
    tombstones,
    pacing: container.get(Pacing),
    append,
    submit,
    portals,
    accounts: container.get<Accounts>(ACCOUNT_DIRECTORY),
    gates: container.get(ClosedGates),
    releases: container.get(GateReleases),
    links: container.get<MediaLinks>(MEDIA_LINKS),
    files: container.get(PortalFiles),
    opener: container.get(FileOpener),
    dueWork: container.get(DueWork),
    eraser: container.get(EraseHandler),
    corrector: container.get(CorrectionHandler),
    fold: container.get(Fold),
  };
}

function bindGiven(
  container: Container,
  parts: EngineParts,
  made: { submit: Submit; append: Append; committedRow: CommittedRow; portals: PortalRegistry; tombstones: Tombstones },
): void {
  const follower = new CommitFollower(container, parts);
  const constants: [symbol, unknown][] = [
    [WORK_STORE, parts.store],
    [SCHEDULER, parts.scheduler],
    [RANDOM, parts.random],
    [TOKENS.Logger, parts.log],
    [TOKENS.HttpTransport, parts.http],
    [CHANNEL_RUNTIMES, parts.channels],
    [RETENTION, parts.retention],
    [PUBLIC_URL, parts.publicUrl],
    [MEDIA_LINKS, new MediaLinks({ ...parts, ...parts.media, clock: parts.scheduler })],
    [AGENT_LANGUAGE, parts.language],
    [FAILURE_TEXTS, parts.texts],
    [SUBMIT, made.submit],
    [APPEND, made.append],
    [COMMITTED_ROW, made.committedRow],
    [HUBSPOT_PORTALS, made.portals],
    [LICENCE, parts.licence],
    [OWNED_SLOTS, parts.slots],
    [TOMBSTONE_KEYS, made.tombstones],
    [INGRESS_COUNTERS, parts.counters],
    [SEND_OBSERVER, countSends(parts.metrics)],
    [TRACES, parts.traces],
    [STATUS_CALLS, observedStatusCalls(made.portals, parts)],
    [SWEEP_SETTINGS, { ...parts.sweep, appOf: (name: string) => parts.apps[name] }],
    [JOURNAL_APPS, journalApps({ ...parts, portals: made.portals })],
    [SWEEP_OBSERVER, countSweeps(parts.metrics)],
    [FOLD_OBSERVER, follower],
  ];
  for (const [token, value] of constants) container.bind(token).toConstantValue(value);
}

function observedStatusCalls(portals: PortalRegistry, { scheduler, metrics, traces }: EngineParts): StatusCalls {
  return countPatches(traceStatusCalls(new HubSpotStatusCalls(portals, scheduler), traces), metrics);
}

function mirrorOf(container: Container, parts: EngineParts, portals: PortalRegistry): DirectoryMirror {
  const { channels, accountsChanged, log } = parts;
  const accounts = container.get<Accounts>(ACCOUNT_DIRECTORY);
  return new DirectoryMirror({ accounts, portals, channels, gates: container.get(ClosedGates), accountsChanged, log });
}

const SINGLES: readonly Newable<object>[] = [
  ClosedGates,
  GateReleases,
  Pacing,
  PartSender,
  SendContexts,
  AskedOwner,
  PortalFiles,
  FileOpener,
  OutgoingFiles,
  Preparer,
  StepRunner,
  CallOutcomes,
  CurrentRows,
  IdentityClaims,
  Synchroniser,
  ReadBack,
  DueWork,
  Fold,
];

function bindOwn(container: Container, parts: Pick<EngineParts, 'metrics' | 'scheduler'>): void {
  container.bind(ACCOUNT_DIRECTORY).to(Accounts);
  container.bind(DELIVERY_CALLS).to(HubSpotDeliveryCalls);
  container.bind(PUBLICATION_CALLS).to(HubSpotPublicationCalls);
  for (const single of SINGLES) container.bind(single).toSelf();
  const classes: readonly Newable<object>[] = [...REDUCER_CLASSES, ...SETTLER_CLASSES, ...HANDLER_CLASSES];
  for (const one of classes) container.bind(one).toSelf();
  container.bind(REDUCERS).toDynamicValue(() => REDUCER_CLASSES.map((one) => container.get(one)));
  container.bind(SETTLERS).toDynamicValue(() => SETTLER_CLASSES.map((one) => container.get(one)));
  container.bind(WORK_HANDLERS).toDynamicValue(() => {
    const licence = container.get<Licence>(LICENCE);
    const all = [...handlers(container), ...handlersOfStatuses(container)];
    const timed = (handler: WorkHandler) => timedHandler(handler, parts.metrics, parts.scheduler);
    return all.map((handler) => licensedHandler(timed(handler), licence));
  });
}

function handlers(container: Container): WorkHandler[] {
  return HANDLER_CLASSES.map((one) => container.get(one));
}

function handlersOfStatuses(container: Container): WorkHandler[] {
  return statusHandlers({
    calls: container.get<StatusCalls>(STATUS_CALLS),
    synchroniser: container.get(Synchroniser),
    readBack: container.get(ReadBack),
    scheduler: container.get<Scheduler>(SCHEDULER),
  });
}
