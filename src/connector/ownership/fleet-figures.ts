import type { FleetHooks } from '../../fleet/fleet-hooks.js';
import type { FleetMember } from '../../fleet/fleet-member.js';
import type { Metrics } from '../../observability/metrics.js';

/** What a process does when slots come and go, with the slots counted. */
export function countSlots(hooks: FleetHooks, metrics: Metrics): FleetHooks {
  return {
    begun: (slots) => hooks.begun(slots),
    membersChanged: (count) => hooks.membersChanged(count),
    gained: (slots) => {
      for (const [from, of] of Map.groupBy(slots, (slot) => slot.from))
        metrics.count('slotsTaken', { from }, of.length);
      return hooks.gained(slots);
    },
    handOver: async (slots, signal) => {
      await hooks.handOver(slots, signal);
      if (!signal.aborted) metrics.count('slotsHandedOver', {}, slots.length);
    },
    lost: (slots) => {
      metrics.count('slotsLost', {}, slots.length);
      hooks.lost(slots);
    },
  };
}

/** Sets the gauges of a member when somebody looks. Call what it returns to end that. */
export function showMember(member: Pick<FleetMember, 'members' | 'owned' | 'silentMs'>, metrics: Metrics): () => void {
  return metrics.collect(() => {
    const { silentMs } = member;
    metrics.set('fleetMembers', {}, silentMs === undefined ? 0 : member.members);
    metrics.set('fleetHeartbeatAge', {}, silentMs === undefined ? -1 : silentMs / 1_000);
    metrics.set('slotsOwned', {}, member.owned().length);
  });
}
