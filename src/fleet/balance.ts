import type { SlotEpoch } from '../outbox/owned-slots.js';
import { SLOTS } from '../outbox/slot.js';
import type { Member, Renewal } from './fleet-store.js';
import { fleetTiming, newcomerMs } from './fleet-timing.js';
import type { SlotFit } from './slot-fit.js';

/** Slots that are handed over at one heartbeat, at most: the others are worked on meanwhile. */
const MOST_AT_ONCE = SLOTS / 16;

/** After so many heartbeats at which nothing changed, nobody is about to do anything. */
const STILL = 3;

/** What one member knows when it decides. */
export interface Standing {
  id: string;
  renewal: Renewal;
  fit: SlotFit;
  /** It may take slots: whoever may call has seen it. */
  ready: boolean;
  /** How many slots it owns and keeps. */
  kept: number;
  /** Those of them that could be handed over, in the order in which they would be. */
  movable: readonly SlotEpoch[];
  /** How many slots it is handing over, or has handed over without the ledger having confirmed it. */
  going: number;
  /** At how many heartbeats in a row, this one too, the fleet looked the same. */
  stillBeats: number;
}

/** What to do now: one of them at most. */
export interface Move {
  /** How many to claim. */
  claim: number;
  handOver: readonly SlotEpoch[];
}

/**
 * Towards a fair share for everybody, by as few moves as possible. Who is below its share takes what is free; who is above it
 * hands over what others lack, could own, and cannot take from what is free. What is still free at the second look is what those
 * below their share do not take: whoever may takes some of it, and the rest at the third. Where somebody still lacks what only
 * others own who have no more than their share, they exchange it for what it could not own.
 *
 * A fleet whose shares differ by one at most stays as it is: those that own more rank first, and get what does not divide.
 */
export function balance(standing: Standing): Move {
  const { id, renewal, fit, ready, kept, stillBeats } = standing;
  const shares = sharesOf(renewal, fit, ready ? id : undefined);
  const share = shares.get(id);
  if (share === undefined || !ready) return { claim: 0, handOver: [] };
  if (kept < share && renewal.free > 0) return { claim: Math.min(share - kept, renewal.free), handOver: [] };
  if (stillBeats > 2 && renewal.free > 0) return { claim: renewal.free, handOver: [] };
  if (stillBeats === 2 && renewal.free > 0) return { claim: Math.ceil(renewal.free / shares.size), handOver: [] };
  return {
    claim: 0,
    handOver: [...new Set([...misplaced(standing, shares), ...surplus(standing, shares, share)])].slice(
      0,
      MOST_AT_ONCE,
    ),
  };
}

/**
 * What each member aims at: as much as the others, but no more than it could own. Who is leaving, or has just come and owns
 * nothing, is not counted on.
 *
 * @param also counted in any case
 */
export function sharesOf({ nowMs, members }: Renewal, fit: SlotFit, also?: string): Map<string, number> {
  const ageMs = Math.max(0, ...members.map(({ expiryMs }) => newcomerMs(expiryMs)));
  const counted = members.filter(
    (member) => !member.leaving && (member.id === also || takesPart(member, nowMs, ageMs)),
  );
  const capacities = new Map(counted.map((member) => [member.id, fit.capacityOf(member)]));
  const capacityOf = ({ id }: Member) => capacities.get(id)!;
  // Whoever could own least comes first; what it leaves goes to the others.
  const ranked = counted.sort((a, b) => capacityOf(a) - capacityOf(b) || a.slots - b.slots || (a.id < b.id ? 1 : -1));
  const shares = new Map<string, number>();
  let left = SLOTS;
  ranked.forEach((member, rank) => {
    const share = Math.min(capacityOf(member), Math.floor(left / (ranked.length - rank)));
    shares.set(member.id, share);
    left -= share;
  });
  return shares;
}

/** Who joined and never renewed may not even know that it has joined. */
function takesPart({ slots, joinedAtMs, renewedAtMs }: Member, nowMs: number, ageMs: number): boolean {
  return slots > 0 || (nowMs - joinedAtMs >= ageMs && renewedAtMs > joinedAtMs);
}

/** Slots that came to need what this member does not know, and another does. */
function misplaced({ id, renewal, fit, movable }: Standing, shares: Map<string, number>): SlotEpoch[] {
  const self = renewal.members.find((member) => member.id === id);
  if (!self) return [];
  const others = renewal.members.filter((member) => member.id !== id && shares.has(member.id));
  return movable.filter(({ slot }) => !fit.canOwn(self, slot) && others.some((other) => fit.canOwn(other, slot)));
}

/** Slots beyond the share that others lack: each is one that somebody could take who lacks it. */
function surplus(standing: Standing, shares: Map<string, number>, share: number): SlotEpoch[] {
  const { id, renewal, fit, kept, movable, going, stillBeats } = standing;
  const others = renewal.members.filter((member) => member.id !== id);
  const self = renewal.members.find((member) => member.id === id);
  const spare = kept - share;
  const isExchange = spare === 0 && stillBeats > STILL;
  // Only with whoever could own less: the others will get theirs from those that have too much.
  const most = isExchange && self ? fit.capacityOf(self) - 1 : SLOTS;
  const lacking = others
    .filter((member) => isAwake(member, renewal.nowMs) && fit.capacityOf(member) <= most)
    .map((member) => ({ member, slots: beyond(member, shares) * -1, capacity: fit.capacityOf(member) }))
    .filter(({ slots }) => slots > 0)
    .sort((a, b) => a.capacity - b.capacity);
  const lack = lacking.reduce((sum, { slots }) => sum + slots, 0) - renewal.free - going;
  // What is given away in exchange comes back from those that have too much.
  const inExchange = others.reduce((sum, member) => sum + Math.max(0, beyond(member, shares)), 0);
  const count = Math.min(isExchange ? inExchange : spare, lack);
  const chosen: SlotEpoch[] = [];
  for (const slot of movable) {
    if (chosen.length >= count) break;
    const taker = lacking.find(({ member, slots }) => slots > 0 && fit.canOwn(member, slot.slot));
    if (!taker) continue;
    taker.slots -= 1;
    chosen.push(slot);
  }
  return chosen;
}

/** How far it is above its share. */
function beyond({ id, slots }: Member, shares: Map<string, number>): number {
  return slots - (shares.get(id) ?? slots);
}

/** It has renewed within its horizon: it can take what is given to it. */
function isAwake({ renewedAtMs, expiryMs }: Member, nowMs: number): boolean {
  return nowMs - renewedAtMs < fleetTiming(expiryMs).horizonMs;
}
