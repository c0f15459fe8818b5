import { LANES } from '../../outbox/lane.js';
import type { Tx } from '../../outbox/tx.js';
import { MESSAGES } from '../../status/message-row.js';

/** What stood still through no fault of a message burns none of its time: an operator's pause, a wait for the peer. */
export function giveTimeBack(lane: string, stoodMs: number, tx: Tx): void {
  for (const item of tx.get(LANES, lane)?.items ?? []) {
    const message = item.kind === 'message' ? tx.get(MESSAGES, item.key) : undefined;
    if (!message) continue;
    const waitedMs = Math.min(stoodMs, tx.nowMs - message.receivedAtMs);
    tx.put(MESSAGES, { ...message, deadlineAtMs: message.deadlineAtMs + waitedMs });
  }
}
