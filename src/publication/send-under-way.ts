import { LANES, laneKey } from '../outbox/lane.js';
import type { Tx } from '../outbox/tx.js';
import { MESSAGES } from '../status/message-row.js';

/**
 * Whether something may just have been sent in this conversation without the provider's id being known yet: only then can an
 * unknown echo be our own. Only the head of a lane is ever being sent.
 */
export function sendUnderWay(tx: Tx, conversation: string): boolean {
  const head = tx.get(LANES, laneKey(conversation, 'out'))?.items[0];
  const message = head?.kind === 'message' ? tx.get(MESSAGES, head.key) : undefined;
  const attempts = message?.parts?.flatMap((part) => part.attempts) ?? [];
  return attempts.some(({ outcome }) => outcome === undefined || outcome === 'uncertain');
}
