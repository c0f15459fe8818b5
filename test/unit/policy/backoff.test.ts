import { describe, expect, it } from '@jest/globals';
import { backoffMs } from '../../../src/policy/backoff.js';
import type { Random } from '../../../src/policy/random.js';

const always = (value: number): Random => ({ next: () => value, uuid: () => '' });
const BACKOFF = { baseMs: 1_000, capMs: 60_000 };

describe('backoff', () => {
  it.each([
    [1, 500, 1_000],
    [2, 1_000, 2_000],
    [5, 8_000, 16_000],
    [7, 30_000, 60_000],
    [10_000, 30_000, 60_000],
  ])('after %d failures is between %d and %d ms', (failures, least, most) => {
    expect(backoffMs(BACKOFF, failures, always(0))).toBe(least);
    expect(backoffMs(BACKOFF, failures, always(1))).toBe(most);
  });
});
