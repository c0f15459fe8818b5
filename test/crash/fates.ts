import type { SeededRandom } from '../../src/testing/seeded-random.js';
import { KILL_POINTS, type KillPoint } from './kill-point.js';
import type { Fate } from './round.js';

/** Of four lives one ends at any moment, the first instants of a start among them. */
const RANDOM_SHARE = 4;
const LATEST_MS = 900;
/** A point is met for the first, second or third time. */
const MOST_TIMES = 3;

/**
 * How so many lives end: every named point in its turn, each time in another order, with random moments in between. The same for
 * the same numbers.
 */
export function fates(count: number, random: SeededRandom): Fate[] {
  const chosen: Fate[] = [];
  let points: KillPoint[] = [];
  for (let life = 0; life < count; life++) {
    if (life % RANDOM_SHARE === RANDOM_SHARE - 1) {
      chosen.push({ afterMs: random.integer(LATEST_MS) });
      continue;
    }
    if (points.length === 0) points = shuffled(KILL_POINTS, random);
    chosen.push({ armed: { point: points.pop()!, nth: 1 + random.integer(MOST_TIMES) } });
  }
  return chosen;
}

function shuffled<T>(items: readonly T[], random: SeededRandom): T[] {
  const left = [...items];
  return items.map(() => left.splice(random.integer(left.length), 1)[0]!);
}
