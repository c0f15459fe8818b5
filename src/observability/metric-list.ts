/** What is known of a metric. */
export interface MetricDeclaration {
  kind: 'counter' | 'gauge' | 'histogram';
  name: string;
  help: string;
  labels: readonly string[];
  /** Upper bounds of a histogram, in the unit of its name. */
  buckets?: readonly number[];
}

/** From a local commit to a slow provider, seconds. */
const CALL_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
/** From one PATCH to an outage, seconds. */
const LAG_SECONDS = [0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60, 300, 1800, 7200];
const STORE_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 2];

/** Every metric. `docs/reference/metrics.md` is made from this list. No label ever holds an address or an id of a person. */
export const METRICS = {
  webhookEvents: {
    kind: 'counter',
    name: 'channelwright_webhook_events_total',
    help: 'Events of genuine webhooks; outcome is appended or duplicate',
    labels: ['side', 'source', 'kind', 'outcome'],
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
  commitsFenced: {
    kind: 'counter',
    name: 'channelwright_commits_fenced_total',
    help: 'Commits the store refused because another process owns their slots by now; what they were about is the work of that one',
    labels: [],
  },
  fleetMembers: {
    kind: 'gauge',
    name: 'channelwright_fleet_members',
    help: 'Replicas that live, as this one sees it; 0 where the store is not shared',
    labels: [],
  },
  fleetHeartbeatAge: {
    kind: 'gauge',
    name: 'channelwright_fleet_heartbeat_age_seconds',
    help: 'Time since the last heartbeat of this replica that the store has confirmed; it makes no calls beyond a third of the expiry. -1: it is not a member',
    labels: [],
  },
  slotsOwned: {
    kind: 'gauge',
    name: 'channelwright_slots_owned',
    help: 'Slots this replica owns; all replicas together have 1024',
    labels: [],
  },
  slotsTaken: {
    kind: 'counter',
    name: 'channelwright_slots_taken_total',
    help: 'Slots this replica has taken; from is new (nobody had ever owned it), released (handed over in order) or expired (its owner died or was cut off)',
    labels: ['from'],
  },
  slotsHandedOver: {
    kind: 'counter',
    name: 'channelwright_slots_handed_over_total',
    help: 'Slots this replica has handed over in order',
    labels: [],
  },
  slotsLost: {
    kind: 'counter',
    name: 'channelwright_slots_lost_total',
    help: 'Slots this replica has lost without handing them over: it was taken for dead, or had to end',
    labels: [],
  },
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
} as const satisfies Record<string, MetricDeclaration>;

export type MetricKey = keyof typeof METRICS;
