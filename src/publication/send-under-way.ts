import { LANES, laneKey } from '../outbox/lane.js';
import type { Tx } from '../outbox/tx.js';
import { MESSAGES } from '../status/message-row.js';

/** `calling`: a call was begun, and nothing is known of it · `uncertain`: nobody knows what became of it. */
export type SendUnderWay = 'calling' | 'uncertain';

/**
 * Whether something may just have been sent in this conversation without the provider's id being known yet: only then can an
 * unknown echo be our own. Only the head of a lane is ever being sent.
 */
export function sendUnderWay(tx: Tx, conversation: string): SendUnderWay | undefined {
  const head = tx.get(LANES, laneKey(conversation, 'out'))?.items[0];
  const message = head?.kind === 'message' ? tx.get(MESSAGES, head.key) : undefined;
  const outcomes = message?.parts?.flatMap((part) => part.attempts.map(({ outcome }) => outcome)) ?? [];
  if (outcomes.includes(undefined)) return 'calling';
  return outcomes.includes('uncertain') ? 'uncertain' : undefined;
}
