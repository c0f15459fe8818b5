import { setTimeout as delay } from 'node:timers/promises';
import type { Armed, KillPoint } from '../kill-point.js';
import type { FleetWorld } from './fleet-world.js';
import type { Misfortune } from './misfortune.js';
import type { Replica } from './replica.js';

/** What is still going on: replicas that start again, stand still, or are cut off. */
export type Aftermath = Promise<unknown>;

export interface Struck {
  /** The point, where it came to it. */
  at?: KillPoint;
  aftermath: Aftermath;
}

/** Lets a misfortune happen. Resolves when it has; what follows goes on meanwhile. */
export function strike(world: FleetWorld, misfortune: Misfortune): Promise<Struck> {
  return world.inTurn(() => happen(world, misfortune));
}

/** A replica that did not come to its point by then is struck where it is, ms. */
const PATIENCE_MS = 1_500;

async function happen(world: FleetWorld, misfortune: Misfortune): Promise<Struck> {
  switch (misfortune.kind) {
    case 'restart-database':
      await world.database.restart();
      return quiet;
    case 'kill-database':
      await world.database.kill();
      await world.database.restart();
      return quiet;
    case 'rolling-restart':
      for (const replica of [...world.replicas]) await restartInOrder(replica);
      return quiet;
    case 'join':
      return { aftermath: stayFor(world, misfortune.forMs * world.slowness) };
    default: {
      const running = await world.someRunning();
      return strikeOne(running[misfortune.replica % running.length]!, misfortune, world.slowness);
    }
  }
}

const quiet: Struck = { aftermath: Promise.resolve() };

type OfOne = Extract<Misfortune, { replica: number }>;

/** One that owns portals dies, and starts again; others have taken its place by then, or will make room for it. */
export function strikeOwner(world: FleetWorld): Promise<Struck> {
  return world.inTurn(async () => {
    const owner = await world.anOwner();
    await owner.die('kill');
    return { aftermath: owner.start() };
  });
}

async function strikeOne(replica: Replica, misfortune: OfOne, slowness: number): Promise<Struck> {
  const { proxy } = replica;
  const patienceMs = PATIENCE_MS * slowness;
  switch (misfortune.kind) {
    case 'kill':
    case 'kill-at': {
      const death = await killed(replica, patienceMs, 'armed' in misfortune ? misfortune.armed : undefined);
      const aftermath = delay(misfortune.startAfterMs).then(() => replica.start());
      return { ...(death === undefined ? {} : { at: death }), aftermath };
    }
    case 'pause':
    case 'pause-at': {
      const paused = replica.process!;
      const at = await stopped(replica, patienceMs, 'armed' in misfortune ? misfortune.armed : undefined);
      const aftermath = delay(misfortune.forMs * slowness).then(() => paused.resume());
      return { ...(at === undefined ? {} : { at }), aftermath };
    }
    case 'black-hole':
      proxy.blackHole();
      break;
    case 'cut':
      proxy.cut();
      break;
    case 'slow':
      proxy.slow(misfortune.delayMs);
  }
  return { aftermath: delay(misfortune.forMs * slowness).then(() => proxy.pass()) };
}

async function killed(replica: Replica, patienceMs: number, armed?: Armed): Promise<KillPoint | undefined> {
  if (armed === undefined) {
    await replica.die('kill');
    return undefined;
  }
  replica.arm(armed);
  await Promise.race([replica.process?.dead, delay(patienceMs)]);
  const { killedAt } = await replica.die(replica.process ? 'kill' : 'wait');
  return killedAt;
}

async function stopped(replica: Replica, patienceMs: number, armed?: Armed): Promise<KillPoint | undefined> {
  const { process } = replica;
  if (armed !== undefined) {
    replica.arm(armed);
    const met = await Promise.race([process?.standsStill().then(() => armed.point), delay(patienceMs)]);
    if (met !== undefined) return met;
    replica.arm(undefined);
    // It may come to the point before it hears that it need not stop there any more.
    void process?.standsStill().then(() => process.resume());
  }
  process?.pause();
  return undefined;
}

async function restartInOrder(replica: Replica): Promise<void> {
  if (replica.process === undefined) return;
  await replica.leave();
  await replica.start();
}

/** Joins, works for a while, and leaves again, in order. */
async function stayFor(world: FleetWorld, ms: number): Promise<void> {
  const replica = await world.join();
  await delay(ms);
  await world.inTurn(async () => {
    if (replica.process) await replica.leave();
    await world.part(replica);
  });
}
