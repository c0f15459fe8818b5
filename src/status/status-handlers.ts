import type { WorkHandler } from '../outbox/work-handler.js';
import type { WorkRow } from '../outbox/work-row.js';
import type { Scheduler } from '../policy/scheduler.js';
import type { Again } from './due-status.js';
import type { ReadBack } from './read-back.js';
import type { StatusCalls, StatusPermit, StatusUrgency } from './status-calls.js';
import { FAILED_QUEUE, LATER_QUEUE, READ_BACK_QUEUE, STATUS_QUEUE } from './status-work.js';
import type { Synchroniser } from './synchroniser.js';

/** How long work rests that found no permit although none seemed to be lacking, ms. */
const NO_PERMIT_MS = 1_000;

const CONCURRENCY = 256;
/** Enough to use up a portal's window at the latencies seen, and few enough that one portal does not take every call. */
const PER_PORTAL = 16;

export interface StatusHandlerDeps {
  calls: StatusCalls;
  synchroniser: Synchroniser;
  readBack: ReadBack;
  scheduler: Scheduler;
}

/** The handlers of this layer's queues, each with the quota of its own urgency. */
export function statusHandlers({ calls, synchroniser, readBack, scheduler }: StatusHandlerDeps): WorkHandler[] {
  const patch: Run = (work, permit, signal) => synchroniser.run(work, permit, signal);
  const read: Run = (work, permit, signal) => readBack.run(work, permit, signal);
  return [
    handler(FAILED_QUEUE, FAILED_QUEUE, patch, calls, scheduler),
    handler(STATUS_QUEUE, STATUS_QUEUE, patch, calls, scheduler),
    handler(LATER_QUEUE, READ_BACK_QUEUE, patch, calls, scheduler),
    handler(READ_BACK_QUEUE, READ_BACK_QUEUE, read, calls, scheduler),
  ];
}

type Run = (work: WorkRow, permit: StatusPermit, signal: AbortSignal) => Promise<Again>;

function handler(
  queue: string,
  urgency: StatusUrgency,
  run: Run,
  calls: StatusCalls,
  scheduler: Scheduler,
): WorkHandler {
  return {
    queue,
    concurrency: CONCURRENCY,
    perPortal: PER_PORTAL,
    heldUntil(portalKey) {
      const slash = portalKey.lastIndexOf('/');
      return calls.heldUntil(portalKey.slice(0, slash), portalKey.slice(slash + 1), urgency);
    },
    async run(work, signal) {
      const { app, portal } = work;
      // Before anything is awaited, so that work taken up in the same turn sees what is left.
      const permit = calls.permit(app, portal, urgency);
      if (permit) return run(work, permit, signal);
      const now = scheduler.now();
      return { againAtMs: calls.heldUntil(app, portal, urgency) ?? now + NO_PERMIT_MS };
    },
  };
}
