import { FLEET_METRICS } from './fleet-metric-list.js';
import type { MetricDeclaration } from './metric-declaration.js';

/** From a local commit to a slow provider, seconds. */
const CALL_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
/** From one PATCH to an outage, seconds. */
const LAG_SECONDS = [0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60, 300, 1800, 7200];
/** From work that begins when it is due to work that nobody has time for, seconds. */
const LATENESS_SECONDS = [0.005, 0.025, 0.1, 0.5, 1, 5, 15, 60, 300, 1800];
const STORE_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 2];

/** Every metric. `docs/reference/metrics.md` is made from this list. No label ever holds an address or an id of a person. */
export const METRICS = {
  webhookEvents: {
    kind: 'counter',
    name: 'channelwright_webhook_events_total',
    help: 'Events of genuine webhooks; outcome is appended or duplicate',
    labels: ['side', 'source', 'kind', 'outcome'],
    capped: ['kind'],
  },
  webhooksRefused: {
    kind: 'counter',
    name: 'channelwright_webhooks_refused_total',
    help: 'Webhooks answered with an error, by its code; source is empty where nothing of that name is configured',
    labels: ['side', 'source', 'code'],
  },
  foreignEvents: {
    kind: 'counter',
    name: 'channelwright_foreign_events_total',
    help: 'Events rejected because their account is not one their webhook speaks for',
    labels: ['channel'],
  },
  inboxEvents: {
    kind: 'gauge',
    name: 'channelwright_inbox_events',
    help: 'Events that are stored and not folded yet',
    labels: [],
  },
  inboxAge: {
    kind: 'gauge',
    name: 'channelwright_inbox_oldest_age_seconds',
    help: 'Age of the oldest event that is not folded yet',
    labels: [],
  },
  parkedEvents: {
    kind: 'gauge',
    name: 'channelwright_parked_events',
    help: 'Receipts that wait for what they report on',
    labels: [],
  },
  sweeps: {
    kind: 'counter',
    name: 'channelwright_sweeps_total',
    help: 'Sweeps of portals for missed webhooks that have ended; result is complete or hindered (by a scope, a refusal)',
    labels: ['app', 'result'],
  },
  sweepFound: {
    kind: 'counter',
    name: 'channelwright_sweep_found_total',
    help: 'Messages found of which no webhook had told; verdict is accepted (sent) or reported (FAILED)',
    labels: ['app', 'verdict'],
  },
  sweepCalls: {
    kind: 'counter',
    name: 'channelwright_sweep_calls_total',
    help: 'Calls to HubSpot that sweeps have made',
    labels: ['app'],
  },
  sends: {
    kind: 'counter',
    name: 'channelwright_sends_total',
    help: 'Provider calls by their outcome: accepted, rejected, retry, blocked or uncertain',
    labels: ['channel', 'outcome'],
  },
  sendSeconds: {
    kind: 'histogram',
    name: 'channelwright_send_seconds',
    help: 'Duration of provider calls',
    labels: ['channel'],
    buckets: CALL_SECONDS,
  },
  uncertain: {
    kind: 'counter',
    name: 'channelwright_uncertain_total',
    help: 'Parts whose call ended without anybody knowing whether they were sent',
    labels: ['channel'],
  },
  portals: {
    kind: 'gauge',
    name: 'channelwright_portals',
    help: 'Portals by state: connected, suspended, degraded, disconnected or purged',
    labels: ['app', 'state'],
  },
  portalsLackingScope: {
    kind: 'gauge',
    name: 'channelwright_portals_lacking_scope',
    help: 'Portals for which HubSpot refuses calls for want of a scope',
    labels: ['app', 'scope'],
    capped: ['scope'],
  },
  gatesClosed: {
    kind: 'gauge',
    name: 'channelwright_gates_closed',
    help: 'Scopes for which nothing is sent; kind is blocked or paused',
    labels: ['kind'],
  },
  patches: {
    kind: 'counter',
    name: 'channelwright_status_patches_total',
    help: 'Statuses told to HubSpot, by the status and by what became of the call',
    labels: ['status', 'result'],
  },
  syncLag: {
    kind: 'histogram',
    name: 'channelwright_status_sync_lag_seconds',
    help: 'From the moment HubSpot should know a status to the moment it has confirmed it',
    labels: [],
    buckets: LAG_SECONDS,
  },
  publications: {
    kind: 'counter',
    name: 'channelwright_publications_total',
    help: 'Customer messages on their way into HubSpot, by result',
    labels: ['channel', 'result'],
  },
  mediaCalls: {
    kind: 'counter',
    name: 'channelwright_media_calls_total',
    help: 'Calls of links to files; result is served, head, left (the caller went away), broken (the source did), or why not: forged, expired, gone, unavailable, busy, range or method',
    labels: ['result'],
  },
  mediaBytes: {
    kind: 'counter',
    name: 'channelwright_media_bytes_total',
    help: 'Bytes of files served through links',
    labels: [],
  },
  deadLettersAdded: {
    kind: 'counter',
    name: 'channelwright_dead_letters_added_total',
    help: 'Work set aside because nobody could be told of its end',
    labels: ['kind', 'code'],
    capped: ['kind', 'code'],
  },
  deadLetters: {
    kind: 'gauge',
    name: 'channelwright_dead_letters',
    help: 'Dead letters that are kept now',
    labels: [],
  },
  listenerErrors: {
    kind: 'counter',
    name: 'channelwright_listener_errors_total',
    help: 'Listeners of lifecycle events that threw or rejected',
    labels: ['event'],
  },
  storeSeconds: {
    kind: 'histogram',
    name: 'channelwright_store_seconds',
    help: 'Duration of operations on the store',
    labels: ['operation'],
    buckets: STORE_SECONDS,
  },
  ...FLEET_METRICS,
  eventLoopLag: {
    kind: 'gauge',
    name: 'channelwright_event_loop_lag_seconds',
    help: 'Delay of the event loop since it was last asked; quantile is 0.5, 0.99 or 1',
    labels: ['quantile'],
  },
  logLinesDropped: {
    kind: 'gauge',
    name: 'channelwright_log_lines_dropped',
    help: 'Log lines dropped since the start because their stream was too slow or closed',
    labels: [],
  },
  acceptedSeconds: {
    kind: 'histogram',
    name: 'channelwright_message_accepted_seconds',
    help: 'From the moment HubSpot created an agent’s message to the moment the provider had all of it',
    labels: ['channel'],
    buckets: LAG_SECONDS,
  },
  syncedSeconds: {
    kind: 'histogram',
    name: 'channelwright_message_synced_seconds',
    help: 'From the moment HubSpot created an agent’s message to the moment it has confirmed a status of it; READ takes as long as people do',
    labels: ['status'],
    buckets: LAG_SECONDS,
  },
  workLateness: {
    kind: 'histogram',
    name: 'channelwright_work_lateness_seconds',
    help: 'How much later than it was due a piece of work began, by queue: a spent quota, a full queue',
    labels: ['queue'],
    buckets: LATENESS_SECONDS,
  },
  workUnderWay: {
    kind: 'gauge',
    name: 'channelwright_work_under_way',
    help: 'Work that this process is doing now, by queue',
    labels: ['queue'],
  },
  gatesAge: {
    kind: 'gauge',
    name: 'channelwright_gates_oldest_age_seconds',
    help: 'For how long the scope has been closed that has been so longest; kind is blocked or paused',
    labels: ['kind'],
  },
  accounts: {
    kind: 'gauge',
    name: 'channelwright_accounts',
    help: 'Channel accounts, by channel and state: active, held, disabled, replaced or purged',
    labels: ['channel', 'state'],
  },
  tokenRefreshes: {
    kind: 'counter',
    name: 'channelwright_token_refreshes_total',
    help: 'Refreshes of portals’ tokens; result is refreshed, transient, disconnected (the portal has taken its consent back) or configuration (the app’s credentials are refused)',
    labels: ['app', 'result'],
  },
  quotaUsed: {
    kind: 'gauge',
    name: 'channelwright_quota_used_ratio',
    help: 'How much of HubSpot’s window is taken in the portal where it is most, of those this process works on',
    labels: ['app'],
  },
  connections: {
    kind: 'gauge',
    name: 'channelwright_connections',
    help: 'Connections to providers that this process keeps open, or opens again',
    labels: ['channel'],
  },
  storeWritable: {
    kind: 'gauge',
    name: 'channelwright_store_writable',
    help: '1 while the store can be written, else 0',
    labels: [],
  },
  storeDiskFree: {
    kind: 'gauge',
    name: 'channelwright_store_disk_free_ratio',
    help: 'How much is free of the disk that holds the store; only where the store is a file',
    labels: ['store'],
  },
  ready: {
    kind: 'gauge',
    name: 'channelwright_ready',
    help: 'Checks of /health/ready: 1 where all is well, else 0',
    labels: ['check'],
  },
  startedAt: {
    kind: 'gauge',
    name: 'channelwright_start_time_seconds',
    help: 'When this connector started, seconds since the epoch',
    labels: [],
  },
  buildInfo: {
    kind: 'gauge',
    name: 'channelwright_build_info',
    help: 'Always 1; says which version of the framework and of Node runs',
    labels: ['version', 'node'],
  },
} as const satisfies Record<string, MetricDeclaration>;

export type MetricKey = keyof typeof METRICS;
