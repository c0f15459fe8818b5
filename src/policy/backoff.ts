import type { Random } from './random.js';

export interface Backoff {
  /** The first delay, ms. */
  baseMs: number;
  /** No delay is longer than this, ms. */
  capMs: number;
}

/**
 * Exponential backoff with half of it jittered: between `d/2` and `d`, where `d = min(cap, base · 2^(failures − 1))`.
 *
 * @param failures how many times it has failed, from 1
 */
export function backoffMs({ baseMs, capMs }: Backoff, failures: number, random: Random): number {
  const full = Math.min(capMs, baseMs * 2 ** Math.min(failures - 1, 30));
  return Math.round(full / 2 + (full / 2) * random.next());
}
