import { describe, expect, it } from '@jest/globals';
import { Stillness } from '../../../../src/cli/sending/stillness.js';

describe('how long nothing has moved', () => {
  it('is what was seen at looks, until something moves', () => {
    const still = new Stillness(1_000);
    for (let atMs = 1_100; atMs <= 3_000; atMs += 100) still.looked(atMs, false);
    expect(still.ms).toBe(2_000);
    still.looked(3_100, true);
    expect(still.ms).toBe(0);
    still.looked(3_200, false);
    expect(still.ms).toBe(100);
  });

  it('does not count the hours for which the one who looks was suspended', () => {
    const still = new Stillness(0);
    still.looked(100, false);
    still.looked(8 * 3_600_000, false);
    expect(still.ms).toBeLessThan(10_000);
  });
});
