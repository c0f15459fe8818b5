import { setTimeout as delay } from 'node:timers/promises';
import type { Left } from './child-protocol.js';
import { isNothing } from './left.js';
import type { Stage } from './stage.js';

/** What a busy machine may need until everything has come to rest, ms. */
const SETTLE_MS = 240_000;
/** Each look asks the store and copies what the emulator remembers, while others are at work. */
const BETWEEN_LOOKS_MS = 250;
/** A message that is sent and done with during one look may have set off receipts: the next look waits for those first. */
const LOOKS = 2;

/**
 * Waits until nobody has anything to do any more. Answers what is left when that does not come about.
 *
 * @param look what the connector has not done yet; `undefined`: it is dead
 */
export async function settle(stage: Stage, look: () => Promise<Left | undefined>): Promise<string[]> {
  const giveUpAtMs = Date.now() + SETTLE_MS;
  let left: Left | undefined;
  let quiet = 0;
  while (Date.now() < giveUpAtMs) {
    await Promise.all([stage.chat.settled(), stage.sms.settled()]);
    // First: what is delivered while the store is looked at would be in neither.
    const pending = stage.emulator.control.webhooks().filter(({ state }) => state !== 'delivered');
    left = await look();
    if (!left) return ['the connector died while everything was calm'];
    quiet = pending.length === 0 && isNothing(left) ? quiet + 1 : 0;
    if (quiet === LOOKS) return left.deadLetters > 0 ? [`${left.deadLetters} dead letters`] : [];
    await delay(BETWEEN_LOOKS_MS);
  }
  return [`not settled: ${JSON.stringify(left)}`];
}
