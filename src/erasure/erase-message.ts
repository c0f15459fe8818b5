import type { FailureReason } from '../contract/failure-reason.js';
import { nextStep } from '../delivery/step.js';
import { stopMessage } from '../delivery/stop-message.js';
import type { ConversationRow } from '../directory/people/conversation-row.js';
import type { Tx } from '../outbox/tx.js';
import { presume } from '../status/aggregate.js';
import { CONTENTS } from '../status/content-row.js';
import { idRefKey, MESSAGES, type MessageRow, REFS } from '../status/message-row.js';
import { erasedMessage } from './erased-message.js';
import { namesPeer } from './names-peer.js';

const CANCELLED: FailureReason = { class: 'cancelled', scope: 'message' };
const UNCONFIRMED: FailureReason = { class: 'unconfirmed', scope: 'message' };

/**
 * Takes the content of a message away, and everything that tells who it was to. What has not been sent will not be.
 *
 * @returns false where a call for it is under way: its row stays as it is until the call has ended
 */
export function eraseMessage(tx: Tx, key: string, conversation: ConversationRow): boolean {
  tx.remove(CONTENTS, key);
  const message = tx.get(MESSAGES, key);
  if (!message) return true;
  const step = message.origin === 'agent' ? nextStep(message) : ({ kind: 'finished' } as const);
  if (step.kind === 'calling' && step.untilMs > tx.nowMs) return false;
  if (step.kind !== 'finished') stopMessage(tx, decided(message), CANCELLED);
  const stopped = tx.get(MESSAGES, key) ?? message;
  const addresses = [conversation.address, ...conversation.aliases];
  tx.put(MESSAGES, erasedMessage(stopped, addresses));
  for (const id of idsOf(stopped)) {
    if (namesPeer(id, addresses)) tx.remove(REFS, idRefKey(stopped.account, id));
  }
  return true;
}

function idsOf({ parts = [] }: MessageRow): string[] {
  return parts.flatMap(({ attempts }) => attempts.flatMap(({ ids }) => ids.map(({ id }) => id)));
}

/** Nobody will find out any more what became of a call whose end is not known. */
function decided(message: MessageRow): MessageRow {
  const parts = message.parts?.map((part) => {
    const outcome = part.attempts.at(-1);
    const isOpen = outcome !== undefined && (outcome.outcome === undefined || outcome.outcome === 'uncertain');
    return isOpen && !outcome.resend && !part.presumed ? presume(part, UNCONFIRMED) : part;
  });
  return parts ? { ...message, parts } : message;
}
