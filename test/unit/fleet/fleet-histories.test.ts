import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SLOTS } from '../../../src/outbox/slot.js';
import { SEED } from '../../fixtures/property.js';
import { FleetHistory, type Happening } from './fleet-history.js';

const who = fc.nat({ max: 3 });
const ms = fc.integer({ min: 1, max: 20_000 });
const happening: fc.Arbitrary<Happening> = fc.oneof(
  fc.record({ kind: fc.constant('start' as const), who }),
  fc.record({ kind: fc.constant('start' as const), who }),
  fc.record({ kind: fc.constant('stop' as const), who, hardMs: fc.nat({ max: 3_000 }) }),
  fc.record({ kind: fc.constant('kill' as const), who }),
  fc.record({ kind: fc.constant('pause' as const), who, ms, suspended: fc.boolean() }),
  fc.record({ kind: fc.constant('outage' as const), who, ms }),
  fc.record({ kind: fc.constant('clock' as const), who, ms: fc.integer({ min: -3_600_000, max: 60_000 }) }),
  fc.record({ kind: fc.constant('slow' as const), who, ms: fc.nat({ max: 1_500 }) }),
  fc.record({ kind: fc.constant('busy' as const), who, ms }),
  fc.record({ kind: fc.constant('fence' as const), who }),
);
const history = fc.array(fc.tuple(happening, fc.integer({ min: 0, max: 15_000 })), { minLength: 4, maxLength: 14 });

describe(`whatever happens to a fleet (seed ${SEED})`, () => {
  it('no slot is called for twice at once, limits are split by enough, epochs rise, and in the end all is owned evenly', async () => {
    await fc.assert(
      fc.asyncProperty(history, async (happenings) => {
        const fleet = new FleetHistory();
        for (const [what, thenMs] of happenings) {
          fleet.happen(what);
          await fleet.pass(thenMs);
        }
        const sizes = await fleet.heal();
        expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(SLOTS);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      }),
      { seed: SEED, numRuns: 15 },
    );
  });
});
