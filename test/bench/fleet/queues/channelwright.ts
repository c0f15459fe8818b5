import { Fold } from '../../../../src/outbox/fold/fold.js';
import type { FoldObserver } from '../../../../src/outbox/fold/fold-observer.js';
import type { FoldEvent, Reducer } from '../../../../src/outbox/reducer.js';
import { slotOf } from '../../../../src/outbox/slot.js';
import { systemScheduler } from '../../../../src/policy/system-scheduler.js';
import { NoLog } from '../../traffic/no-log.js';
import { openOwnedStore } from '../server/owned-store.js';
import type { Job, Open } from './contestant.js';

const APP = 'main';
const KIND = 'bench.event';
/** Events of as many portals, as they come to a fleet. */
const PORTALS = 200;
const DAY_MS = 86_400_000;

/** Says in the journal that the event came, as the smallest of the real ones does; the fold takes it out of the inbox. */
class RecordingReducer implements Reducer {
  readonly kinds = [KIND];

  reduce({ portal, body }: FoldEvent, tx: Parameters<Reducer['reduce']>[1]): void {
    const { number } = body as Job;
    tx.journal({ message: String(number), app: APP, portal, type: KIND, atMs: tx.nowMs });
    tx.emit({ type: KIND, payload: number });
  }
}

/** Ourselves: the inbox, the fold and its commits, on the PostgreSQL store. It is run once the commit is durable. */
export const channelwright: Open = async ({ url }) => {
  const { store, slots } = await openOwnedStore(url);
  let fold: Fold | undefined;
  const observed = (onRun: (number: number) => void): FoldObserver => ({
    emitted: (emissions) => {
      for (const { payload } of emissions) onRun(payload as number);
    },
    committed: () => undefined,
    writable: () => undefined,
    lost: (error) => {
      throw error;
    },
  });
  return {
    async add(jobs) {
      const nowMs = Date.now();
      await store.append(
        jobs.map((job) => {
          const portal = String(job.number % PORTALS);
          return {
            kind: KIND,
            slot: slotOf(APP, portal),
            app: APP,
            portal,
            receivedAtMs: nowMs,
            dedupeKey: `bench:${job.number}`,
            dedupeUntilMs: nowMs + DAY_MS,
            body: job as never,
          };
        }),
      );
      fold?.notify();
    },
    async work(onRun) {
      const own = new Fold(store, [new RecordingReducer()], [], observed(onRun), systemScheduler, new NoLog(), slots);
      fold = own;
      own.start();
      return () => own.stop();
    },
    recorded: async () => (await store.inbox(0, 1)).length === 0,
    close: () => store.close(),
  };
};
