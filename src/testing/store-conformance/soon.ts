import { setTimeout as delay } from 'node:timers/promises';

const WITHIN_MS = 10_000;
const AGAIN_MS = 20;

/** Asks again until it is so, or for too long: what others append may be seen a moment later. */
export async function soon(isSo: () => Promise<boolean>): Promise<void> {
  const until = performance.now() + WITHIN_MS;
  while (!(await isSo()) && performance.now() < until) await delay(AGAIN_MS);
}
