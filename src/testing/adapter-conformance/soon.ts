import { systemScheduler } from '../../policy/system-scheduler.js';
import { broken } from './rule.js';
import { nameOf } from './shown.js';

/** Patience runs out in so many steps: a process that was held up by others for seconds gets its turns in between. */
const STEPS = 20;

/** What comes of a promise within `ms`; `undefined`: nothing so far. */
export async function soon<T>(promise: Promise<T>, ms = 2_000): Promise<T | undefined> {
  const settled = new AbortController();
  const late = patience(ms, settled.signal).then(() => undefined);
  return Promise.race([promise, late]).finally(() => settled.abort());
}

async function patience(ms: number, signal: AbortSignal): Promise<void> {
  for (let step = 0; step < STEPS && !signal.aborted; step += 1) await systemScheduler.sleep(ms / STEPS, signal);
}

/** Whether it settles within `ms`, in whatever way. */
export async function settlesSoon(promise: Promise<unknown>, ms?: number): Promise<boolean> {
  const settled = promise.then(
    () => true,
    () => true,
  );
  return (await soon(settled, ms)) === true;
}

/** A call that must not throw. @throws Broken naming what it threw */
export async function calm<T>(what: string, call: () => Promise<T> | T): Promise<T> {
  try {
    return await call();
  } catch (error) {
    return broken(`${what} to throw nothing`, `it threw ${nameOf(error)}`);
  }
}

/** Some turns of the event loop: what was set off comes through. */
export async function turns(count = 20): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
