import { foldOffline } from '../connector/fold-offline.js';
import { openStore } from '../connector/open-store.js';
import type { RunParts } from '../connector/run-parts.js';
import { isChannelwrightError } from '../errors/channelwright-error.js';
import type { AppendOutcome, NewInboxEvent } from '../outbox/inbox-event.js';
import type { WorkStore } from '../outbox/work-store.js';
import type { Scheduler } from '../policy/scheduler.js';
import { EXIT, type ExitCode } from './exit-code.js';

/** `engine`: the running engine carried it out · `here`: no engine runs, so this process did · `pending`: durable, not yet done. */
export type CarriedOut = 'engine' | 'here' | 'pending';

export interface Sent {
  outcomes: AppendOutcome[];
  carriedOut: CarriedOut;
}

/** How long a running engine is given. It looks into the inbox twice a second. */
const PATIENCE_MS = 5_000;
const LOOK_EVERY_MS = 25;
const PAGE = 1_000;

/**
 * Appends what an operator asks for, and waits until it is carried out: by the engine that runs on the store or, where none
 * does, by this process.
 */
export async function sendCommands(events: NewInboxEvent[], parts: RunParts): Promise<Sent> {
  const store = await openStore(parts.config, 'client');
  try {
    const outcomes = await store.append(events);
    const last = await lastSeqOf(events, store);
    const carriedOut = last === undefined ? 'engine' : await carryOut(last, store, parts);
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

async function carryOut(seq: number, store: WorkStore, parts: RunParts): Promise<CarriedOut> {
  try {
    await foldOffline(parts);
    return 'here';
  } catch (error) {
    if (!isChannelwrightError(error, 'CW_STORE_LOCKED')) throw error;
  }
  return (await untilGone(seq, store, parts.scheduler)) ? 'engine' : 'pending';
}

async function untilGone(seq: number, store: WorkStore, scheduler: Scheduler): Promise<boolean> {
  const untilMs = scheduler.now() + PATIENCE_MS;
  while (scheduler.now() < untilMs) {
    const [next] = await store.inbox(seq - 1, 1);
    if (next?.seq !== seq) return true;
    await scheduler.sleep(LOOK_EVERY_MS);
  }
  return false;
}

/** The number under which the last of them waits; `undefined` when none waits any more. */
async function lastSeqOf(events: readonly NewInboxEvent[], store: WorkStore): Promise<number | undefined> {
  const mine = new Set(events.map(signature));
  let last: number | undefined;
  for (let after = 0; ; ) {
    const page = await store.inbox(after, PAGE);
    for (const event of page) if (mine.has(signature(event))) last = event.seq;
    after = page.at(-1)?.seq ?? after;
    if (page.length < PAGE) return last;
  }
}

function signature({ kind, receivedAtMs, body }: NewInboxEvent): string {
  return JSON.stringify([kind, receivedAtMs, body]);
}
