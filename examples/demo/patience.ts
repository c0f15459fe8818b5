import { setTimeout as delay } from 'node:timers/promises';

const LOOKS_EVERY_MS = 20;

/** Waits until a condition holds. @throws Error that says what was waited for, when it takes too long */
export async function until(what: string, holds: () => boolean, patienceMs = 60_000): Promise<void> {
  if (!(await waitFor(holds, patienceMs))) throw new Error(`waited ${patienceMs / 1000} s in vain until ${what}`);
}

/** Waits until a condition holds, but not for ever. @returns whether it holds */
export async function waitFor(holds: () => boolean, patienceMs: number): Promise<boolean> {
  const giveUpAt = performance.now() + patienceMs;
  while (!holds()) {
    if (performance.now() > giveUpAt) return false;
    // Who only waits does not keep the process alive once all that plays has ended.
    await delay(LOOKS_EVERY_MS, undefined, { ref: false });
  }
  return true;
}
