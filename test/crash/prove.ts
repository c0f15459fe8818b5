import { parseArgs } from 'node:util';
import { SeededRandom } from '../../src/testing/seeded-random.js';
import { fates } from './fates.js';
import { type Fate, runRound } from './round.js';

/** Lives of one store: then everything must come to rest and is judged, and the next store begins. */
const KILLS_PER_ROUND = 25;

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '500' },
    seed: { type: 'string' },
    /** Begin no further round after so many minutes. */
    minutes: { type: 'string', default: '60' },
  },
});
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
const kills = Number(values.kills);
const endAtMs = Date.now() + Number(values.minutes) * 60_000;

/** By point: how often it was to be, and how often it was, the end. */
const table = new Map<string, { wanted: number; met: number }>();
const problems: string[] = [];
const random = new SeededRandom(seed);
let done = 0;

process.stdout.write(`seed ${seed}, ${kills} kills\n`);
for (let round = 1; done < kills && Date.now() < endAtMs; round++) {
  const ends = fates(Math.min(KILLS_PER_ROUND, kills - done), random);
  const roundSeed = random.integer(2 ** 31);
  const result = await runRound(roundSeed, ends);
  for (const [index, fate] of ends.entries()) count(fate, result.deaths[index]?.killedAt);
  done += ends.length;
  problems.push(...result.problems.map((problem) => `round ${round}: ${problem}`));
  const found = result.problems.length === 0 ? 'as promised' : result.problems.join('\n  ');
  process.stdout.write(
    `round ${round}: ${done} kills, ${result.messages} messages out, ${result.customers} in: ${found}\n`,
  );
}

process.stdout.write(`\n${'where it died'.padEnd(20)}wanted   met\n`);
for (const [point, { wanted, met }] of [...table].sort(([a], [b]) => a.localeCompare(b))) {
  process.stdout.write(`${point.padEnd(20)}${String(wanted).padStart(6)}${String(met).padStart(6)}\n`);
}
process.stdout.write(
  problems.length === 0
    ? `\n${done} of ${kills} kills: nothing lost, nothing repeated, nothing untrue\n`
    : `\n${problems.length} problems; again with: npm run prove -- --seed ${seed} --kills ${kills}\n`,
);
process.exitCode = problems.length === 0 && done >= kills ? 0 : 1;

function count(fate: Fate, killedAt: string | undefined): void {
  const name = 'armed' in fate ? fate.armed.point : 'any moment';
  const row = table.get(name) ?? { wanted: 0, met: 0 };
  const met = 'armed' in fate ? killedAt === name : true;
  table.set(name, { wanted: row.wanted + 1, met: row.met + (met ? 1 : 0) });
}
