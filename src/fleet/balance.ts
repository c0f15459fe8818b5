import { SLOTS } from '../outbox/slot.js';
import type { Member, Renewal } from './fleet-store.js';
import { newcomerMs } from './fleet-timing.js';

/** Slots that are handed over at one heartbeat, at most: the others are worked on meanwhile. */
const MOST_AT_ONCE = SLOTS / 16;

/** What one member knows when it decides. */
export interface Standing {
  id: string;
  renewal: Renewal;
  /** It may take slots: whoever may call has seen it. */
  ready: boolean;
  /** Slots it owns and keeps. */
  kept: number;
  /** Slots it is handing over, or has handed over without the ledger having confirmed it. */
  going: number;
  /** For how many heartbeats in a row slots were free and nothing moved, this one too. */
  idleBeats: number;
}

/** What to do now. At most one of them is not 0. */
export interface Move {
  claim: number;
  handOver: number;
}

/**
 * Towards a fair share for everybody, by as few moves as possible. Who is below its share takes what is free; who is above it
 * hands over what others lack and cannot take from what is free. What is still free at the second look is what those below their
 * share may not own: whoever may takes some of it, and the rest at the third.
 *
 * A fleet whose shares differ by one at most stays as it is: those that own more rank first, and get what does not divide.
 */
export function balance(standing: Standing): Move {
  const { id, renewal, ready, kept, idleBeats } = standing;
  const shares = sharesOf(renewal, ready ? id : undefined);
  const share = shares.get(id);
  if (share === undefined || !ready) return { claim: 0, handOver: 0 };
  if (kept < share && renewal.free > 0) return { claim: Math.min(share - kept, renewal.free), handOver: 0 };
  if (idleBeats > 2) return { claim: renewal.free, handOver: 0 };
  if (idleBeats === 2) return { claim: Math.ceil(renewal.free / peersOf(standing)), handOver: 0 };
  const surplus = Math.min(kept - share, lackOfOthers(standing, shares), MOST_AT_ONCE);
  return { claim: 0, handOver: Math.max(0, surplus) };
}

/**
 * What each member aims at. Who is leaving, or has just come and owns nothing, is not counted on.
 *
 * @param also counted in any case
 */
export function sharesOf({ nowMs, members }: Renewal, also?: string): Map<string, number> {
  const ageMs = Math.max(0, ...members.map(({ expiryMs }) => newcomerMs(expiryMs)));
  const counted = members.filter(
    (member) => !member.leaving && (member.id === also || takesPart(member, nowMs, ageMs)),
  );
  const ranked = counted.sort((a, b) => b.slots - a.slots || (a.id < b.id ? -1 : 1));
  const [least, rest] = [Math.floor(SLOTS / ranked.length), SLOTS % ranked.length];
  return new Map(ranked.map(({ id }, rank) => [id, rank < rest ? least + 1 : least]));
}

/** Who joined and never renewed may not even know that it has joined. */
function takesPart({ slots, joinedAtMs, renewedAtMs }: Member, nowMs: number, ageMs: number): boolean {
  return slots > 0 || (nowMs - joinedAtMs >= ageMs && renewedAtMs > joinedAtMs);
}

/** How many slots others lack that they could take from this member, once they have taken what is free. */
function lackOfOthers({ id, renewal, going }: Standing, shares: Map<string, number>): number {
  const self = renewal.members.find((member) => member.id === id);
  let lacking = 0;
  for (const member of renewal.members) {
    const isAwake = renewal.nowMs - member.renewedAtMs < member.expiryMs / 3;
    if (member.id === id || !self || !isAwake || !knowsAllOf(member, self)) continue;
    lacking += Math.max(0, (shares.get(member.id) ?? 0) - member.slots);
  }
  return lacking - renewal.free - going;
}

/** How many could own what this member could, itself included. */
function peersOf({ id, renewal }: Standing): number {
  const self = renewal.members.find((member) => member.id === id);
  const others = renewal.members.filter((member) => self && !member.leaving && knowsAllOf(member, self));
  return Math.max(1, others.length);
}

function knowsAllOf(one: Member, other: Member): boolean {
  return (
    other.apps.every((app) => one.apps.includes(app)) &&
    other.channels.every((channel) => one.channels.includes(channel))
  );
}
