import { NO_COUNTS, type SweepState, type SweptThread } from './sweep-state.js';

/** HubSpot's clock and ours need not agree, and what has just been made may not be listed yet, ms. */
const OVERLAP_MS = 5 * 60_000;
/** Threads kept at once: what a checkpoint holds is written again after every run of calls. */
export const MOST_THREADS = 1_000;

/** A new sweep, from where the last one began. */
export function newSweep(last: SweepState | undefined, nowMs: number, lookBackMs: number): SweepState {
  const { doubtUntilMs } = last ?? {};
  // What an unreadable portal has kept us from seeing is still to be seen.
  const fromMs = last?.obstacle === undefined ? last?.startedMs : last.sinceMs;
  const sinceMs = Math.max((fromMs ?? 0) - OVERLAP_MS, nowMs - lookBackMs);
  return {
    startedMs: nowMs,
    sinceMs,
    unread: [],
    counts: NO_COUNTS,
    failures: 0,
    ...(last?.obstacle === undefined ? {} : { lastObstacle: last.obstacle }),
    ...(last?.wantedMs === undefined ? {} : { wanted: true }),
    ...(doubtUntilMs === undefined || doubtUntilMs < sinceMs ? {} : { doubtUntilMs }),
  };
}

/** Transactions of the store were lost: all there is to be seen is looked at again. */
export function inDoubt(last: SweepState | undefined, nowMs: number): SweepState {
  const nothing: SweepState = { startedMs: 0, sinceMs: 0, unread: [], counts: NO_COUNTS, failures: 0, endedMs: nowMs };
  const rest = last?.restUntilMs === undefined ? {} : { restUntilMs: last.restUntilMs };
  return { ...nothing, ...rest, doubtUntilMs: nowMs };
}

/** The threads of one page added to those to be read, the newest first, as many as are kept at once. */
export function withThreads(state: SweepState, threads: readonly SweptThread[], listAfter?: string): SweepState {
  const known = new Set(state.unread.map(({ id }) => id));
  const fresh = threads.filter(({ id, sentMs }) => !known.has(id) && sentMs <= (state.belowMs ?? Infinity));
  const all = [...state.unread, ...fresh].toSorted((a, b) => b.sentMs - a.sentMs);
  const { listAfter: _, ...rest } = state;
  const next = { ...rest, unread: all.slice(0, MOST_THREADS) };
  const leftOutMs = Math.max(state.leftOutMs ?? 0, all[MOST_THREADS]?.sentMs ?? 0);
  if (leftOutMs > 0) next.leftOutMs = leftOutMs;
  return listAfter === undefined ? { ...next, listed: true } : { ...next, listAfter };
}

/** All that was listed has been read: ends, or lists what was left out. */
export function afterLast({ leftOutMs, ...state }: SweepState, nowMs: number): SweepState {
  if (leftOutMs === undefined) return { ...state, endedMs: nowMs };
  const { listed: _, ...again } = state;
  // Of more threads than fit that all have the same time, some are given up rather than the sweep going round for ever.
  return { ...again, belowMs: Math.min(leftOutMs, (state.belowMs ?? Infinity) - 1) };
}

/** The thread as it is now. */
export function withThread(state: SweepState, thread: SweptThread): SweepState {
  return { ...state, unread: state.unread.map((each) => (each.id === thread.id ? thread : each)) };
}

export function withoutThread(state: SweepState, { id }: SweptThread): SweepState {
  return { ...state, unread: state.unread.filter((each) => each.id !== id) };
}

/** The next thread that may be read now. */
export function nextThread({ unread }: SweepState, nowMs: number): SweptThread | undefined {
  return unread.find(({ notBeforeMs = 0 }) => notBeforeMs <= nowMs);
}

/** When a sweep that has not ended can go on, ms. */
export function goesOnAt(state: SweepState, nowMs: number): number {
  const { unread, listed, restUntilMs = 0 } = state;
  const first =
    !listed || unread.length === 0 ? nowMs : Math.min(...unread.map(({ notBeforeMs = nowMs }) => notBeforeMs));
  return Math.max(nowMs, restUntilMs, first);
}
