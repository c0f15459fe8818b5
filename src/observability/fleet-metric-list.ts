import type { MetricDeclaration } from './metric-declaration.js';

/** The metrics of a process that works on a shared store. */
export const FLEET_METRICS = {
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
} as const satisfies Record<string, MetricDeclaration>;
