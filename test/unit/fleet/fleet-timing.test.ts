import { describe, expect, it } from '@jest/globals';
import { fleetTiming } from '../../../src/fleet/fleet-timing.js';

describe('fleetTiming', () => {
  it('gives whole ms for any expiry: moments that follow from them become columns of rows', () => {
    for (const expiryMs of [1_000, 10_000, 15_000, 20_000, 9_999]) {
      const times = Object.values(fleetTiming(expiryMs));
      expect(times.filter((ms) => !Number.isInteger(ms))).toEqual([]);
    }
  });
});
