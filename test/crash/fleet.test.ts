import { describe, expect, it } from '@jest/globals';
import { SeededRandom } from '../../src/testing/seeded-random.js';
import { SEED } from '../fixtures/property.js';
import { runFleetRound } from './fleet/fleet-round.js';
import { misfortunes } from './fleet/misfortune.js';

const KILLS = 20;
/** Only a round that hangs takes so long. */
const MOST_MS = 900_000;

describe(`a fleet of replicas on PostgreSQL that is killed, stopped and cut off (seed ${SEED})`, () => {
  it(
    `after ${KILLS} SIGKILLs and more has lost nothing, repeated nothing, and told the truth of everything`,
    async () => {
      const all = misfortunes(KILLS, new SeededRandom(SEED));
      const { met, messages, customers, takeovers, problems } = await runFleetRound(SEED, all);
      expect(problems).toEqual([]);
      expect(met).toHaveLength(all.length);
      // How many come to their named point depends on the machine; that some do shows that the points are there.
      expect(met.some((point) => point !== undefined)).toBe(true);
      expect(takeovers.length).toBeGreaterThan(0);
      expect(messages).toBeGreaterThan(KILLS);
      expect(customers).toBeGreaterThan(KILLS / 2);
    },
    MOST_MS,
  );
});
