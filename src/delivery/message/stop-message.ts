import type { FailureReason } from '../../contract/failure-reason.js';
import type { Tx } from '../../outbox/tx.js';
import { MESSAGES, type MessageRow } from '../../status/message-row.js';
import type { Part } from '../../status/part.js';

/** What has not been sent will not be: its deadline has passed, or its peer does not want it. */
export function stopMessage(tx: Tx, message: MessageRow, reason: FailureReason): void {
  if (!message.parts) return tx.put(MESSAGES, { ...message, rejection: reason });
  const parts = message.parts.map((part) => (isUnsent(part) ? { ...part, abandoned: becauseOf(part, reason) } : part));
  tx.put(MESSAGES, { ...message, parts });
}

function isUnsent({ abandoned, presumed, attempts }: Part): boolean {
  const last = attempts.at(-1);
  const open = last === undefined || last.outcome === 'retry' || last.outcome === 'blocked' || last.resend === true;
  return open && !abandoned && !presumed;
}

/** The time ran out while the provider went on refusing: its reason says more than the clock's. */
function becauseOf(part: Part, reason: FailureReason): FailureReason {
  const last = part.attempts.at(-1);
  // It may have arrived all the same: whoever sends it again should look first.
  if (part.attempts.some(({ keyed, resend }) => keyed || resend)) return { class: 'unconfirmed', scope: 'message' };
  return reason.class === 'deadline-exceeded' && last?.reason ? last.reason : reason;
}
