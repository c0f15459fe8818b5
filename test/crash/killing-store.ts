import type { WorkStore } from '../../src/outbox/work-store.js';
import { commitKinds } from './commit-kinds.js';
import type { KillSwitch } from './kill-switch.js';

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
    async commit(changes) {
      const kinds = commitKinds(changes);
      for (const kind of kinds) kill.reach(`${kind}.before`);
      await store.commit(changes);
      for (const kind of kinds) kill.reach(`${kind}.after`);
    },
    read: (requests) => store.read(requests),
    inbox: (afterSeq, limit) => store.inbox(afterSeq, limit),
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
