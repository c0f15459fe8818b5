import { storeName } from '../../../config/store-setting.js';
import { type FleetSurvey, isFleetStore } from '../../../fleet/fleet-store.js';
import type { Backlog } from '../../../outbox/backlog.js';
import type { CommandContext } from '../../command.js';
import { agoText, isoTime, table } from '../../output/table.js';
import { readConfig } from '../../read-config.js';
import type { Report } from '../../report.js';
import { withStore } from '../../rows/with-store.js';
import { oldestDue, type ReplicaView, replicaViews, type Unowned, unownedSlots, worstPortals } from './fleet-view.js';

export interface FleetOptions {
  limit: number;
}

/** Events and rows of work that are looked at, each. A million that wait make no difference to the database. */
const LOOKED_AT = 50_000;

/** Who works on the store, on what, what nobody works on and why, and where most waits. */
export async function fleet(context: CommandContext, { limit }: FleetOptions): Promise<Report> {
  const config = await readConfig(context);
  return withStore(config, async (store) => {
    const nowMs = context.scheduler.now();
    const survey = isFleetStore(store) ? await store.survey() : undefined;
    const backlog = await store.backlog(survey?.nowMs ?? nowMs, LOOKED_AT);
    return reportOf({ name: storeName(config.store), survey, backlog, limit, nowMs: survey?.nowMs ?? nowMs });
  });
}

interface Seen {
  name: string;
  /** Absent: a store for one engine. */
  survey: FleetSurvey | undefined;
  backlog: Backlog;
  limit: number;
  nowMs: number;
}

function reportOf({ name, survey, backlog, limit, nowMs }: Seen): Report {
  const portals = worstPortals(backlog, limit);
  const oldestDueMs = oldestDue(backlog);
  const waiting = {
    portals,
    whole: backlog.whole,
    ...(oldestDueMs === undefined ? {} : { oldestDueMs }),
  };
  const text = [
    survey === undefined ? ALONE : fleetText(survey),
    backlogText(backlog, { portals, nowMs, oldestDueMs }),
  ];
  if (survey === undefined)
    return { json: { store: name, nowMs, engines: 'one', backlog: waiting }, text: text.join('\n\n') };
  const replicas = replicaViews(survey);
  const owned = survey.slots.filter(({ owner }) => owner !== undefined).length;
  const json = { store: name, nowMs, replicas, slots: { owned, unowned: unownedSlots(survey) }, backlog: waiting };
  return { json, text: text.join('\n\n') };
}

const ALONE = 'SQLite is for one engine: it works on everything. For several replicas, keep the store in PostgreSQL.';

function fleetText(survey: FleetSurvey): string {
  const replicas = replicaViews(survey);
  const rows = replicas.map((replica) => [
    replica.name,
    replica.version,
    `${replica.fingerprint.slice(0, 10)}${replica.differs ? ' differs' : ''}`,
    replica.slots,
    agoText(replica.heartbeatAgoMs),
    replica.leaving ? 'leaving' : 'works',
  ]);
  const lines = [
    table(['replica', 'version', 'configuration', 'slots', 'heartbeat', 'state'], rows, 'No replica is running.'),
    ...differenceText(replicas),
    ...unownedSlots(survey).map(unownedText),
  ];
  return lines.join('\n');
}

function differenceText(replicas: readonly ReplicaView[]): string[] {
  if (!replicas.some(({ differs }) => differs)) return [];
  return [
    'Replicas run different configurations. That is well while a new one is rolled out; else restart those that differ.',
  ];
}

function unownedText({ slots, because, needs }: Unowned): string {
  const many = slots === 1 ? '1 slot with work has' : `${slots} slots with work have`;
  if (because === 'no-replica') return `${many} no owner: start a replica with \`channelwright run\`.`;
  if (because === 'soon') return `${many} no owner at this moment: a replica is about to take over.`;
  const names = needs.map((need) => need.replace(':', ' ')).join(', ');
  return `${many} no owner: no replica knows all of ${names}. Put it into the configuration of a replica and restart that one.`;
}

function backlogText(
  { whole, portals: all }: Backlog,
  { portals, nowMs, oldestDueMs }: { portals: Backlog['portals']; nowMs: number; oldestDueMs: number | undefined },
): string {
  const since = (ms: number | undefined) => (ms === undefined ? undefined : agoText(nowMs - ms));
  const rows = portals.map((portal) => [
    portal.portal,
    portal.app,
    portal.events,
    since(portal.oldestEventMs),
    portal.due,
    portal.oldestDueMs === 0 ? 'at once' : since(portal.oldestDueMs),
  ]);
  const lines = [table(['portal', 'app', 'events', 'oldest', 'due', 'oldest due'], rows, 'Nothing waits.')];
  if (all.length > portals.length) lines.push(`Fewer wait for ${all.length - portals.length} more.`);
  if (!whole) lines.push(`More waits than was looked at: the numbers are the least there is.`);
  if (oldestDueMs !== undefined) lines.push(`The oldest due work is of ${isoTime(oldestDueMs)}.`);
  return lines.join('\n');
}
