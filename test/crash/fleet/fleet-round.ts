import { setTimeout as delay } from 'node:timers/promises';
import { judge } from '../judge.js';
import type { KillPoint } from '../kill-point.js';
import { Load } from '../load.js';
import { settle } from '../settle.js';
import { FleetWorld } from './fleet-world.js';
import type { Misfortune } from './misfortune.js';
import { type Aftermath, strike, strikeOwner } from './strike.js';
import { type Takeover, takeovers } from './takeovers.js';

export interface FleetRound {
  /** By misfortune: the point it came to, where it was to come to one and did. */
  met: (KillPoint | undefined)[];
  messages: number;
  customers: number;
  /** Calls that reached a peer. */
  sends: number;
  patches: number;
  takeovers: Takeover[];
  /** Empty: everything is as it was promised. */
  problems: string[];
  outputs: readonly string[];
}

const BETWEEN_DEEDS_MS = 60;
/** So that a machine on which everything takes longer is not given more to do by that. */
const DEEDS_PER_MISFORTUNE = 24;
/** From one misfortune to the next, ms: the earlier one may still last. */
const BETWEEN = { least: 100, most: 700 };
const LAST_DEEDS = 24;

/** Misfortunes of a fleet under load; then peace; then judgement. */
export async function runFleetRound(seed: number, misfortunes: readonly Misfortune[]): Promise<FleetRound> {
  await using world = await FleetWorld.open(seed);
  const { stage } = world;
  const load = new Load(stage);
  load.troubleHubSpot();
  const met: FleetRound['met'] = [];
  const aftermaths: Aftermath[] = [];
  const stopLoad = keepWriting(load, misfortunes, met);
  for (const misfortune of misfortunes) {
    load.turnDuplicates();
    const { at, aftermath } = await strike(world, misfortune);
    met.push(at);
    aftermaths.push(aftermath);
    await delay(BETWEEN.least + stage.random.integer(BETWEEN.most - BETWEEN.least));
  }
  await Promise.all(aftermaths);
  stopLoad();
  load.calmHubSpot();
  // On a machine with all hands full, those that died may have owned nothing.
  const { aftermath } = await strikeOwner(world);
  // What a fault holds back goes out behind these.
  for (let deed = 0; deed < LAST_DEEDS; deed++) load.act('intended.after');
  await aftermath;
  const unsettled = await settle(stage, () => world.left());
  const { ledger, outputs, emulator } = stage;
  for (const { process } of world.replicas) if (process) outputs.push(process.output);
  return {
    met,
    messages: ledger.written.length,
    customers: ledger.received.length,
    sends: stage.chat.delivered.length + stage.sms.delivered.length,
    patches: emulator.control.requests({ operation: 'messages.updateStatus' }).length,
    takeovers: takeovers(world),
    problems: [...world.problems, ...unsettled, ...judge(stage)],
    outputs,
  };
}

/** Somebody writes all the time, half of them what leads to the point that is waited for. */
function keepWriting(load: Load, misfortunes: readonly Misfortune[], met: readonly unknown[]): () => void {
  let deeds = 0;
  const timer = setInterval(() => {
    if (deeds >= DEEDS_PER_MISFORTUNE * (met.length + 1)) return;
    const now = misfortunes[met.length];
    load.act(deeds++ % 2 === 0 && now && 'armed' in now ? now.armed.point : undefined);
  }, BETWEEN_DEEDS_MS);
  return () => clearInterval(timer);
}
