import type { FleetStore } from '../../src/fleet/fleet-store.js';
import type { WorkStore } from '../../src/outbox/work-store.js';
import { commitKinds } from './commit-kinds.js';
import type { SlotMove } from './kill-point.js';
import type { KillSwitch } from './kill-switch.js';

/** The same for the ledger of a fleet. */
export function killingFleet(store: FleetStore, kill: KillSwitch): FleetStore {
  const around = async <T>(move: SlotMove, make: () => Promise<T>): Promise<T> => {
    kill.reach(`${move}.before`);
    const made = await make();
    kill.reach(`${move}.after`);
    return made;
  };
  return {
    ...killingStore(store, kill),
    join: (member) => store.join(member),
    renew: (id) => store.renew(id),
    claim: (id, limit) => around('claim', () => store.claim(id, limit)),
    release: (id, slots) => around('release', () => store.release(id, slots)),
    retire: (id) => store.retire(id),
    leave: (id) => store.leave(id),
    survey: () => store.survey(),
    take: (slots) => around('take', () => store.take(slots)),
    drop: (slots) => store.drop(slots),
    announced: (cursor) => store.announced(cursor),
    onWake: (wake) => store.onWake(wake),
    get isWoken() {
      return store.isWoken;
    },
    raiseEpochs: () => store.raiseEpochs(),
  };
}

/** The store, with a kill switch before and behind whatever makes something durable. */
export function killingStore(store: WorkStore, kill: KillSwitch): WorkStore {
  return {
    epoch: store.epoch,
    async append(events) {
      kill.reach('append.before');
      const outcomes = await store.append(events);
      kill.reach('append.after');
      return outcomes;
    },
    async commit(changes, under) {
      const kinds = commitKinds(changes);
      for (const kind of kinds) kill.reach(`${kind}.before`);
      await store.commit(changes, under);
      for (const kind of kinds) kill.reach(`${kind}.after`);
    },
    read: (requests) => store.read(requests),
    inbox: (afterSeq, limit) => store.inbox(afterSeq, limit),
    parked: (afterSeq, limit, portal) => store.parked(afterSeq, limit, portal),
    overdueParked: (nowMs, limit) => store.overdueParked(nowMs, limit),
    due: (query) => store.due(query),
    nextDueAt: (afterMs) => store.nextDueAt(afterMs),
    journal: (afterSeq, limit, equal) => store.journal(afterSeq, limit, equal),
    prune: (what) => store.prune(what),
    count: (find) => store.count(find),
    ping: () => store.ping(),
    close: () => store.close(),
  };
}
