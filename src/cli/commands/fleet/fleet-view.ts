import type { FleetSurvey, Member, SlotView } from '../../../fleet/fleet-store.js';
import type { Backlog, PortalBacklog } from '../../../outbox/backlog.js';

export interface ReplicaView {
  name: string;
  id: string;
  version: string;
  fingerprint: string;
  /** It runs another configuration than most. */
  differs: boolean;
  slots: number;
  heartbeatAgoMs: number;
  joinedAtMs: number;
  leaving: boolean;
}

/** Slots with work that nobody works on, for one reason. */
export interface Unowned {
  slots: number;
  /** `no-replica`: none lives · `unknown`: no replica knows all of `needs` · `soon`: one that could is about to take them. */
  because: 'no-replica' | 'unknown' | 'soon';
  /** What no replica knows, as `app:<name>` and `channel:<name>`; where each is known to some, all that they need. */
  needs: string[];
}

/** Most replicas have the right configuration; where none is the most frequent, it is that of the latest to join. */
export function replicaViews({ members, nowMs }: FleetSurvey): ReplicaView[] {
  const usual = usualFingerprint(members);
  return members
    .map(({ id, name, version, fingerprint, slots, renewedAtMs, joinedAtMs, leaving }) => ({
      name,
      id,
      version,
      fingerprint,
      differs: fingerprint !== usual,
      slots,
      heartbeatAgoMs: Math.max(0, nowMs - renewedAtMs),
      joinedAtMs,
      leaving,
    }))
    .sort((one, other) => one.name.localeCompare(other.name) || one.joinedAtMs - other.joinedAtMs);
}

function usualFingerprint(members: readonly Member[]): string | undefined {
  const times = new Map<string, number>();
  const latestFirst = members.toSorted((one, other) => other.joinedAtMs - one.joinedAtMs);
  for (const { fingerprint } of latestFirst) times.set(fingerprint, (times.get(fingerprint) ?? 0) + 1);
  return [...times].reduce<[string, number] | undefined>(
    (most, each) => (most === undefined || each[1] > most[1] ? each : most),
    undefined,
  )?.[0];
}

/** Slots that have work and no owner, put together by why. */
export function unownedSlots({ members, slots }: FleetSurvey): Unowned[] {
  const staying = members.filter(({ leaving }) => !leaving);
  const reasons = new Map<string, Unowned>();
  for (const slot of slots) {
    if (slot.owner !== undefined || slot.needs.length === 0) continue;
    const reason = whyUnowned(slot, staying);
    const key = JSON.stringify(reason);
    const known = reasons.get(key);
    reasons.set(key, { ...reason, slots: (known?.slots ?? 0) + 1 });
  }
  return [...reasons.values()].sort((one, other) => other.slots - one.slots);
}

function whyUnowned({ needs }: SlotView, members: readonly Member[]): Omit<Unowned, 'slots'> {
  if (members.length === 0) return { because: 'no-replica', needs: [] };
  const known = members.map(({ apps, channels }) => new Set([...apps.map(appNeed), ...channels.map(channelNeed)]));
  if (known.some((knows) => needs.every((need) => knows.has(need)))) return { because: 'soon', needs: [] };
  const strange = needs.filter((need) => !known.some((knows) => knows.has(need)));
  return { because: 'unknown', needs: (strange.length > 0 ? strange : needs).toSorted() };
}

const appNeed = (name: string) => `app:${name}`;
const channelNeed = (name: string) => `channel:${name}`;

/** Those with most waiting first. */
export function worstPortals({ portals }: Backlog, limit: number): PortalBacklog[] {
  const weight = ({ events, due }: PortalBacklog) => events + due;
  return portals.toSorted((one, other) => weight(other) - weight(one)).slice(0, limit);
}

/** When the work that has waited longest was due. Work that a former owner had begun is due at once: it is not counted. */
export function oldestDue({ portals }: Backlog): number | undefined {
  const times = portals.flatMap(({ oldestDueMs }) => (oldestDueMs ? [oldestDueMs] : []));
  return times.length === 0 ? undefined : Math.min(...times);
}
