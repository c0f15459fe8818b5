import type { ConversationRow } from '../directory/people/conversation-row.js';
import type { Tombstones } from '../directory/people/tombstones.js';
import type { Tx } from '../outbox/tx.js';
import { CONTENTS } from '../status/content-row.js';
import { idRefKey, MESSAGES, type MessageRow, REFS } from '../status/message-row.js';
import { erasedMessage, type Hide } from './erased-message.js';
import { namesPeer } from './names-peer.js';

/**
 * Takes the content of a message away, and everything that tells who it was to. What has not been sent will not be, and what a call
 * under way comes to is still heard: see `ErasedMessageSettler`. So are receipts, by ids that tell nothing.
 */
export function eraseMessage(tx: Tx, key: string, conversation: ConversationRow, tombstones: Tombstones): void {
  tx.remove(CONTENTS, key);
  const message = tx.get(MESSAGES, key);
  if (!message) return;
  const { account } = message;
  const addresses = [conversation.address, ...conversation.aliases];
  const hide: Hide = (id) => (namesPeer(id, addresses) ? (tombstones.hiddenIds(account, id)[0] ?? '') : id);
  tx.put(MESSAGES, erasedMessage(message, hide, tx.nowMs));
  for (const id of idsOf(message)) {
    const hidden = hide(id);
    if (hidden !== id) renameRef(tx, idRefKey(account, id), idRefKey(account, hidden));
  }
}

function idsOf({ parts = [] }: MessageRow): string[] {
  return parts.flatMap(({ attempts }) => attempts.flatMap(({ ids }) => ids.map(({ id }) => id)));
}

function renameRef(tx: Tx, from: string, to: string): void {
  const ref = tx.get(REFS, from);
  if (!ref) return;
  tx.put(REFS, { ...ref, key: to });
  tx.remove(REFS, from);
}
