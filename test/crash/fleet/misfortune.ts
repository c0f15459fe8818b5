import type { SeededRandom } from '../../../src/testing/seeded-random.js';
import { type Armed, FLEET_POINTS, type KillPoint } from '../kill-point.js';

/** What happens to a fleet. `replica` is a number to choose by among those that run. Times are on the wall, ms. */
export type Misfortune =
  /** SIGKILL at any moment; another process takes its place after a while. */
  | { kind: 'kill'; replica: number; startAfterMs: number }
  /** SIGKILL at a point. */
  | { kind: 'kill-at'; replica: number; armed: Armed; startAfterMs: number }
  /** SIGSTOP, and SIGCONT when it is taken for dead. */
  | { kind: 'pause'; replica: number; forMs: number }
  | { kind: 'pause-at'; replica: number; armed: Armed; forMs: number }
  | { kind: 'black-hole'; replica: number; forMs: number }
  | { kind: 'cut'; replica: number; forMs: number }
  | { kind: 'slow'; replica: number; forMs: number; delayMs: number }
  | { kind: 'restart-database' }
  | { kind: 'kill-database' }
  /** One replica after another stops in order and starts again. */
  | { kind: 'rolling-restart' }
  /** One more, for a while. */
  | { kind: 'join'; forMs: number };

export type MisfortuneKind = Misfortune['kind'];

/** How often, next to so many kills. Kills at a point are three in four. */
const BESIDE: Partial<Record<MisfortuneKind, number>> = {
  pause: 0.1,
  'pause-at': 0.25,
  'black-hole': 0.1,
  cut: 0.05,
  slow: 0.05,
  'restart-database': 0.05,
  'kill-database': 0.05,
  'rolling-restart': 0.05,
  join: 0.05,
};

const NAMED_SHARE = 0.75;
/** A point is met for the first, second or third time. */
const MOST_TIMES = 3;

/** Longer than a replica is taken for alive. */
const PAUSE_MS = { least: 1_200, most: 2_600 };
const START_AFTER_MS = { least: 0, most: 900 };

/** Around which a process stands still: a call is on the wire, or has been answered and nobody knows. */
const STAND_STILL: readonly KillPoint[] = FLEET_POINTS.filter((point) =>
  /^(provider|patch|publish|intended|returned|patched|append|take|claim)\./.test(point),
);

/** So many kills and, in between, everything else that may happen. The same for the same numbers. */
export function misfortunes(kills: number, random: SeededRandom): Misfortune[] {
  const kinds = Array.from({ length: kills }, (): MisfortuneKind => (random.next() < NAMED_SHARE ? 'kill-at' : 'kill'));
  for (const [kind, share] of Object.entries(BESIDE)) {
    for (let count = 0; count < Math.max(1, Math.round(kills * share)); count++) kinds.push(kind as MisfortuneKind);
  }
  return shuffled(kinds, random).map((kind) => misfortune(kind, random));
}

function misfortune(kind: MisfortuneKind, random: SeededRandom): Misfortune {
  const replica = random.integer(12);
  const startAfterMs = between(START_AFTER_MS, random);
  const forMs = between(PAUSE_MS, random);
  switch (kind) {
    case 'kill':
      return { kind, replica, startAfterMs };
    case 'kill-at':
      return { kind, replica, startAfterMs, armed: armedAt(FLEET_POINTS, random) };
    case 'pause-at':
      return { kind, replica, forMs, armed: { ...armedAt(STAND_STILL, random), how: 'stand-still' } };
    case 'pause':
    case 'black-hole':
    case 'cut':
      return { kind, replica, forMs };
    case 'slow':
      return { kind, replica, forMs, delayMs: 10 + random.integer(90) };
    case 'join':
      return { kind, forMs };
    default:
      return { kind };
  }
}

function armedAt(points: readonly KillPoint[], random: SeededRandom): Armed {
  return { point: points[random.integer(points.length)]!, nth: 1 + random.integer(MOST_TIMES) };
}

function between({ least, most }: { least: number; most: number }, random: SeededRandom): number {
  return least + random.integer(most - least);
}

function shuffled<T>(items: readonly T[], random: SeededRandom): T[] {
  const left = [...items];
  return items.map(() => left.splice(random.integer(left.length), 1)[0]!);
}
