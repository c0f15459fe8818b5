import { setTimeout as delay } from 'node:timers/promises';
import type { Death } from './connector-process.js';
import { CrashWorld } from './crash-world.js';
import { judge } from './judge.js';
import type { Armed } from './kill-point.js';
import { Load } from './load.js';
import { settle } from './settle.js';

/** How a life is to end: at a point, or so many ms after it began. */
export type Fate = { armed: Armed } | { afterMs: number };

export interface RoundResult {
  /** One for each fate, in order. */
  deaths: Death[];
  messages: number;
  customers: number;
  /** Empty: everything is as it was promised. */
  problems: string[];
  /** What each life wrote, in order. */
  outputs: readonly string[];
}

/** A life that did not come to its point so long after its start is ended, ms. Most come to it in a few hundred. */
const LIFE_MS = 2_000;
/** Where the start took long, on a busy machine, everything else does. */
const STARTS_TO_A_LIFE = 2;
const DEEDS_PER_LIFE = 10;
const BETWEEN_DEEDS_MS = 20;

/** Many lives and violent deaths of one connector under load; then peace; then judgement. */
export async function runRound(seed: number, fates: readonly Fate[]): Promise<RoundResult> {
  await using world = await CrashWorld.open(seed);
  const load = new Load(world.stage);
  load.troubleHubSpot();
  const deaths: Death[] = [];
  for (const fate of fates) {
    load.turnDuplicates();
    deaths.push(await live(world, load, fate));
  }
  load.calmHubSpot();
  await world.revive();
  // What a fault holds back goes out behind these.
  for (let deed = 0; deed < DEEDS_PER_LIFE; deed++) load.act('intended.after');
  const unsettled = await settle(world.stage, () => world.connector.left());
  await world.bury('kill');
  const { ledger, outputs } = world.stage;
  const problems = [...unsettled, ...judge(world.stage)];
  return { deaths, messages: ledger.written.length, customers: ledger.received.length, problems, outputs };
}

async function live(world: CrashWorld, load: Load, fate: Fate): Promise<Death> {
  const armed = 'armed' in fate ? fate.armed : undefined;
  const bornMs = Date.now();
  const started = world.revive(armed);
  if ('afterMs' in fate && fate.afterMs < BETWEEN_DEEDS_MS) await delay(fate.afterMs);
  else if (armed) await started;
  const nowMs = Date.now();
  const lastMs = 'afterMs' in fate ? bornMs + fate.afterMs : nowMs + LIFE_MS + STARTS_TO_A_LIFE * (nowMs - bornMs);
  for (let deeds = 0; !world.connector.isDead && Date.now() < lastMs; deeds++) {
    if (deeds < DEEDS_PER_LIFE) load.act(deeds % 2 === 0 ? armed?.point : undefined);
    await Promise.race([delay(BETWEEN_DEEDS_MS), world.connector.dead]);
  }
  const death = await world.bury(world.connector.isDead ? 'wait' : 'kill');
  await started;
  return death;
}
