import { systemScheduler } from '../../policy/system-scheduler.js';
import { broken } from './rule.js';
import { nameOf } from './shown.js';

/** What comes of a promise within `ms`; `undefined`: nothing so far. */
export async function soon<T>(promise: Promise<T>, ms = 2_000): Promise<T | undefined> {
  const settled = new AbortController();
  const late = systemScheduler.sleep(ms, settled.signal).then(() => undefined);
  return Promise.race([promise, late]).finally(() => settled.abort());
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
