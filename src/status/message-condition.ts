import type { StatusPolicy } from '../directory/channels/channel-runtime.js';
import { heldTimes, messageVerdict, partIsUncertain } from './aggregate.js';
import type { MessageRow } from './message-row.js';

/** What an operator calls the state of an agent's message. */
export const MESSAGE_CONDITIONS = ['sent', 'read', 'failed', 'uncertain', 'unconfirmed', 'held', 'pending'] as const;

export type MessageCondition = (typeof MESSAGE_CONDITIONS)[number];

/**
 * In which of them a message is; each is in one. `undefined`: it is no agent's message, and has none.
 *
 * `failed`: HubSpot is told so · `uncertain`: a part may or may not have been sent, and nobody has decided · `held`: it waits for
 * the customer to write · `unconfirmed`: a receipt was due and did not come · `pending`: it is on its way.
 */
export function messageCondition(
  row: MessageRow,
  policy: Pick<StatusPolicy, 'sentWhen'>,
): MessageCondition | undefined {
  if (row.origin !== 'agent') return undefined;
  const told = messageVerdict(row, policy)?.status;
  if (told === 'FAILED') return 'failed';
  if (row.parts?.some(partIsUncertain)) return 'uncertain';
  if (heldTimes(row)) return 'held';
  if (told === 'READ') return 'read';
  if (row.unconfirmedAtMs !== undefined) return 'unconfirmed';
  return told === 'SENT' ? 'sent' : 'pending';
}
