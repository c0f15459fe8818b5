import type { SendObserver } from '../../delivery/sending/send-observer.js';
import { isChannelwrightError } from '../../errors/channelwright-error.js';
import type { SweepObserver } from '../../ingress/sweep/sweep-observer.js';
import type { Metrics } from '../../observability/metrics.js';
import { handlerRunBy } from '../../outbox/due/handler-run-by.js';
import type { WorkHandler } from '../../outbox/work-handler.js';
import type { WorkStore } from '../../outbox/work-store.js';
import type { Scheduler } from '../../policy/scheduler.js';
import type { LifecycleEmitter } from '../../status/lifecycle-emitter.js';
import type { StatusCalls, StatusPermit } from '../../status/status-calls.js';

/** Counts what lifecycle events tell. */
export function countEvents(events: LifecycleEmitter, metrics: Metrics): void {
  events.on('part.uncertain', ({ channel }) => metrics.count('uncertain', { channel }));
  events.on('status.synced', ({ lagMs, status, createdAtMs, atMs }) => {
    metrics.observe('syncLag', {}, lagMs / 1_000);
    metrics.observe('syncedSeconds', { status }, since(createdAtMs, atMs));
  });
  events.on('message.accepted', ({ channel, createdAtMs, atMs }) => {
    metrics.observe('acceptedSeconds', { channel }, since(createdAtMs, atMs));
  });
  events.on('publication.published', ({ channel }) => metrics.count('publications', { channel, result: 'published' }));
  events.on('publication.failed', ({ channel }) => metrics.count('publications', { channel, result: 'failed' }));
  events.on('dead-letter.added', ({ kind, code }) => metrics.count('deadLettersAdded', { kind, code }));
}

/** Seconds. HubSpot's clock may be ahead of ours. */
function since(fromMs: number, toMs: number): number {
  return Math.max(0, toMs - fromMs) / 1_000;
}

/** How late work begins. What a process that is no more had begun is not late: it was cut off. */
export function timedHandler(handler: WorkHandler, metrics: Metrics, scheduler: Scheduler): WorkHandler {
  const { queue } = handler;
  return handlerRunBy(handler, (work, signal) => {
    if (!work.leased) metrics.observe('workLateness', { queue }, since(work.dueAtMs, scheduler.now()));
    return handler.run(work, signal);
  });
}

/** Counts the provider calls that return. */
export function countSends(metrics: Metrics): SendObserver {
  return (channel, outcome, durationMs) => {
    metrics.count('sends', { channel, outcome });
    metrics.observe('sendSeconds', { channel }, durationMs / 1_000);
  };
}

/** Counts what the search for missed webhooks costs and finds. */
export function countSweeps(metrics: Metrics): SweepObserver {
  return {
    advanced(app, { calls, accepted, reported }) {
      metrics.count('sweepCalls', { app }, calls);
      metrics.count('sweepFound', { app, verdict: 'accepted' }, accepted);
      metrics.count('sweepFound', { app, verdict: 'reported' }, reported);
    },
    ended: (app, result) => metrics.count('sweeps', { app, result }),
  };
}

/** The status calls with their outcomes counted. */
export function countPatches(calls: StatusCalls, metrics: Metrics): StatusCalls {
  const counted = (permit: StatusPermit): StatusPermit => ({
    async update(row, body, signal) {
      const answer = await permit.update(row, body, signal);
      metrics.count('patches', { status: body.statusType, result: answer.kind });
      return answer;
    },
    read: (row, signal) => permit.read(row, signal),
    giveBack: () => permit.giveBack(),
  });
  return {
    heldUntil: (app, portal, urgency) => calls.heldUntil(app, portal, urgency),
    permit(app, portal, urgency) {
      const permit = calls.permit(app, portal, urgency);
      return permit && counted(permit);
    },
  };
}

/** What the store refuses because others own it by now. */
function countFenced(commit: WorkStore['commit'], metrics: Metrics): WorkStore['commit'] {
  return async (...args) => {
    try {
      await commit(...args);
    } catch (error) {
      if (isChannelwrightError(error, 'CW_STORE_FENCED')) metrics.count('commitsFenced', {});
      throw error;
    }
  };
}

/** The store with the duration of its busiest operations observed. */
export function timeStore(store: WorkStore, metrics: Metrics): WorkStore {
  const timed =
    <Args extends unknown[], Answer>(operation: string, call: (...args: Args) => Promise<Answer>) =>
    (...args: Args): Promise<Answer> => {
      const startedAt = performance.now();
      const observe = () => metrics.observe('storeSeconds', { operation }, (performance.now() - startedAt) / 1_000);
      const answer = call(...args);
      answer.then(observe, observe);
      return answer;
    };
  return {
    epoch: store.epoch,
    append: timed('append', store.append.bind(store)),
    commit: timed('commit', countFenced(store.commit.bind(store), metrics)),
    read: timed('read', store.read.bind(store)),
    due: timed('due', store.due.bind(store)),
    inbox: store.inbox.bind(store),
    parked: store.parked.bind(store),
    overdueParked: store.overdueParked.bind(store),
    nextDueAt: store.nextDueAt.bind(store),
    journal: store.journal.bind(store),
    prune: store.prune.bind(store),
    count: store.count.bind(store),
    ping: store.ping.bind(store),
    close: store.close.bind(store),
  };
}
