import type { Scheduler } from './scheduler.js';

/**
 * Runs work with a signal that is aborted when its time is up, or with `hard`. Rejects then, also where the work ignores the
 * signal: somebody else's code must not hold up a lane, or the end of the process, for ever.
 */
export async function withinTime<T>(
  scheduler: Scheduler,
  ms: number,
  hard: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const limit = new AbortController();
  const cancel = scheduler.at(scheduler.now() + ms, () => limit.abort(new Error('timed out')));
  const signal = AbortSignal.any([limit.signal, hard]);
  try {
    return await untilAborted(work(signal), signal);
  } finally {
    cancel();
  }
}

function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
