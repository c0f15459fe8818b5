import { foldOffline } from '../../connector/fold-offline.js';
import type { RunParts } from '../../connector/run-parts.js';
import { openStore } from '../../connector/stores/open-store.js';
import { isChannelwrightError } from '../../errors/channelwright-error.js';
import type { StoreView } from '../../outbox/backlog.js';
import type { AppendOutcome, NewInboxEvent } from '../../outbox/inbox-event.js';
import type { Scheduler } from '../../policy/scheduler.js';
import { EXIT, type ExitCode } from '../exit-code.js';

/** `engine`: the running engine carried it out · `here`: no engine runs, so this process did · `pending`: durable, not yet done. */
export type CarriedOut = 'engine' | 'here' | 'pending';

export interface Sent {
  outcomes: AppendOutcome[];
  carriedOut: CarriedOut;
}

/** How long a running engine is given. It looks into the inbox twice a second. */
const PATIENCE_MS = 5_000;
const LOOK_EVERY_MS = 25;
/** How long before another attempt to carry out here what another process seemed to be about to. */
const AGAIN_MS = 1_000;

/**
 * Appends what an operator asks for, and waits until it is carried out: by the engines that run on the store or, where none
 * does, by this process.
 */
export async function sendCommands(events: NewInboxEvent[], parts: RunParts): Promise<Sent> {
  const store = await openStore(parts.config, 'first-client');
  try {
    const outcomes = await store.append(events);
    const carriedOut = (await anyWaits(events, store)) ? await carryOut(events, store, parts) : 'engine';
    return { outcomes, carriedOut };
  } finally {
    await store.close();
  }
}

/** What is said of it, after what was asked for. */
export const CARRIED_OUT: Record<CarriedOut, string> = {
  engine: 'Carried out by the running engine.',
  here: 'Carried out here, since no engine is running.',
  pending: 'The command is stored, but the running engine has not carried it out yet.',
};

export function exitCodeOf(carriedOut: CarriedOut): ExitCode {
  return carriedOut === 'pending' ? EXIT.pending : EXIT.ok;
}

async function carryOut(events: NewInboxEvent[], store: StoreView, parts: RunParts): Promise<CarriedOut> {
  const { scheduler } = parts;
  const untilMs = scheduler.now() + PATIENCE_MS;
  while (scheduler.now() < untilMs) {
    try {
      await foldOffline(parts);
    } catch (error) {
      if (!isChannelwrightError(error, 'CW_STORE_LOCKED')) throw error;
      return (await untilFolded(events, store, untilMs, scheduler)) ? 'engine' : 'pending';
    }
    if (!(await anyWaits(events, store))) return 'here';
    // Another command holds the slot at this moment, or none may own it: nobody knows its app or channel.
    await scheduler.sleep(AGAIN_MS);
  }
  return 'pending';
}

async function untilFolded(
  events: NewInboxEvent[],
  store: StoreView,
  untilMs: number,
  scheduler: Scheduler,
): Promise<boolean> {
  while (scheduler.now() < untilMs) {
    if (!(await anyWaits(events, store))) return true;
    await scheduler.sleep(LOOK_EVERY_MS);
  }
  return false;
}

async function anyWaits(events: readonly NewInboxEvent[], store: StoreView): Promise<boolean> {
  for (const event of events) if (await store.waits(event)) return true;
  return false;
}
