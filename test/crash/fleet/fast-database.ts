import type { ClaimedSlot, FleetStore, Member } from '../../../src/fleet/fleet-store.js';
import type { ClockSettings } from '../fast-clock.js';

/**
 * The store of a fleet whose processes live faster than its database: spans and moments that the database measures or is told
 * pass through here, so that both mean the same by a second.
 */
export function fastDatabase(store: FleetStore, { realMs, shownMs, speed }: ClockSettings): FleetStore {
  const shown = (atMs: number) => shownMs + (atMs - realMs) * speed;
  const member = (given: Member): Member => ({
    ...given,
    expiryMs: given.expiryMs * speed,
    joinedAtMs: shown(given.joinedAtMs),
    renewedAtMs: shown(given.renewedAtMs),
  });
  return new Proxy(store, {
    get(target, name: keyof FleetStore) {
      const changed: Partial<FleetStore> = {
        join: (given) => target.join({ ...given, expiryMs: given.expiryMs / speed }),
        async renew(id) {
          const renewal = await target.renew(id);
          return renewal && { ...renewal, nowMs: shown(renewal.nowMs), members: renewal.members.map(member) };
        },
        async claim(id, limit) {
          const claimed = await target.claim(id, limit);
          return claimed.map((slot) => faster(slot, speed));
        },
        async survey() {
          const { nowMs, members, slots } = await target.survey();
          return { nowMs: shown(nowMs), members: members.map(member), slots };
        },
      };
      const value: unknown = changed[name] ?? target[name];
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

function faster({ owner, releasedAgoMs, ...slot }: ClaimedSlot, speed: number): ClaimedSlot {
  return {
    ...slot,
    ...(releasedAgoMs === undefined ? {} : { releasedAgoMs: releasedAgoMs * speed }),
    ...(owner && { owner: { renewedAgoMs: owner.renewedAgoMs * speed, expiryMs: owner.expiryMs * speed } }),
  };
}
