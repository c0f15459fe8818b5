import { parseArgs } from 'node:util';
import { SeededRandom } from '../../src/testing/seeded-random.js';
import { type FleetRound, runFleetRound } from './fleet/fleet-round.js';
import { type Misfortune, misfortunes } from './fleet/misfortune.js';

/** Kills of one fleet: then everything must come to rest and is judged, and the next fleet begins. */
const KILLS_PER_ROUND = 20;

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '300' },
    seed: { type: 'string' },
    /** Begin no further round after so many minutes. */
    minutes: { type: 'string', default: '60' },
    /** Of one round, as it was written: only that one is run. */
    round: { type: 'string' },
  },
});
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
const kills = Number(values.kills);
const only = values.round === undefined ? undefined : Number(values.round);
const endAtMs = Date.now() + Number(values.minutes) * 60_000;

/** By misfortune, and the point it was to meet: how often it happened, and how often at its point. */
const table = new Map<string, { happened: number; met: number }>();
const sums = { kills: 0, rounds: 0, messages: 0, customers: 0, sends: 0, patches: 0, problems: 0 };
const takeovers: number[] = [];
const random = new SeededRandom(seed);

/** How long what is left may take to end by itself, ms. */
const LINGERS_MS = 2_000;

write(`seed ${seed}, ${kills} kills\n`);
for (let round = 1, planned = 0; planned < kills && Date.now() < endAtMs; round++) {
  const all = misfortunes(Math.min(KILLS_PER_ROUND, kills - planned), random);
  const roundSeed = random.integer(2 ** 31);
  planned += killsIn(all);
  if (only !== undefined && only !== round) continue;
  const result = await runFleetRound(roundSeed, all);
  add(all, result);
  const found = result.problems.length === 0 ? 'as promised' : result.problems.join('\n  ');
  write(`round ${round}: ${sums.kills} kills, ${result.messages} messages out, ${result.customers} in: ${found}\n`);
  if (result.problems.length > 0) {
    write(`  again with: npm run prove:fleet -- --seed ${seed} --kills ${kills} --round ${round}\n`);
  }
}

writeTable();
process.exitCode = sums.problems === 0 && (only !== undefined || sums.kills >= kills) ? 0 : 1;
// A connection that was cut off on purpose may still be open: nobody waits for it.
setTimeout(() => process.exit(), LINGERS_MS).unref();

function killsIn(all: readonly Misfortune[]): number {
  return all.filter(({ kind }) => kind === 'kill' || kind === 'kill-at').length;
}

function add(all: readonly Misfortune[], result: FleetRound): void {
  for (const [index, misfortune] of all.entries()) {
    const name = 'armed' in misfortune ? `${misfortune.kind} ${misfortune.armed.point}` : misfortune.kind;
    const row = table.get(name) ?? { happened: 0, met: 0 };
    const met = !('armed' in misfortune) || result.met[index] !== undefined;
    table.set(name, { happened: row.happened + 1, met: row.met + (met ? 1 : 0) });
  }
  sums.kills += killsIn(all);
  sums.rounds += 1;
  for (const name of ['messages', 'customers', 'sends', 'patches'] as const) sums[name] += result[name];
  sums.problems += result.problems.length;
  takeovers.push(...result.takeovers.map(({ afterMs }) => afterMs));
}

function writeTable(): void {
  write(`\n${'misfortune'.padEnd(32)}happened  at its point\n`);
  for (const [name, { happened, met }] of [...table].sort(([a], [b]) => a.localeCompare(b))) {
    write(`${name.padEnd(32)}${String(happened).padStart(8)}${String(met).padStart(14)}\n`);
  }
  const sorted = takeovers.toSorted((a, b) => a - b);
  const at = (share: number) => Math.round(sorted[Math.floor((sorted.length - 1) * share)] ?? 0);
  const rows: [string, string | number][] = [
    ['kills', sums.kills],
    ['messages of agents', sums.messages],
    ['messages of customers', sums.customers],
    ['sends that a provider took', sums.sends],
    ['PATCHes', sums.patches],
    ['portals taken over', sorted.length],
    ['  median, longest (ms)', `${at(0.5)}, ${at(1)}`],
    ['lost, repeated, out of order, untrue, over quota', sums.problems],
  ];
  write(`\n${rows.map(([name, value]) => `${name.padEnd(52)}${value}`).join('\n')}\n`);
}

function write(text: string): void {
  process.stdout.write(text);
}
