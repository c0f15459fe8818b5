import { describe, expect, it } from '@jest/globals';
import { SeededRandom } from '../../src/testing/seeded-random.js';
import { SEED } from '../fixtures/property.js';
import { fates } from './fates.js';
import { runRound } from './round.js';

const KILLS = 20;
/** Only a round that hangs takes so long. */
const MOST_MS = 600_000;

describe(`a connector that is killed again and again (seed ${SEED})`, () => {
  it(
    `after ${KILLS} SIGKILLs has lost nothing, repeated nothing, and told the truth of everything`,
    async () => {
      const { deaths, messages, customers, problems } = await runRound(SEED, fates(KILLS, new SeededRandom(SEED)));
      expect(problems).toEqual([]);
      expect(deaths).toHaveLength(KILLS);
      // How many come to their named point depends on the machine; that some do shows that the points are there.
      expect(deaths.some(({ killedAt }) => killedAt !== undefined)).toBe(true);
      expect(messages).toBeGreaterThan(KILLS);
      expect(customers).toBeGreaterThan(KILLS / 2);
    },
    MOST_MS,
  );
});
