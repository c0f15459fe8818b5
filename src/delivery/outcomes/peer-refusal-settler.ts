import { injectable } from 'inversify';
import { CONVERSATIONS } from '../../directory/people/conversation-row.js';
import type { Settler } from '../../outbox/reducer.js';
import type { Tx } from '../../outbox/tx.js';
import { partFailure } from '../../status/aggregate.js';
import { MESSAGES, type MessageRow } from '../../status/message-row.js';

/**
 * A provider that refuses because the peer has opted out, at once or in a receipt, tells us what we had not heard: the next
 * message is refused before it costs a call, until an opt-in lifts it.
 */
@injectable()
export class PeerRefusalSettler implements Settler<MessageRow> {
  readonly table = MESSAGES;

  settle(row: MessageRow, before: MessageRow | undefined, tx: Tx): void {
    const atMs = refusedAtMs(row);
    if (atMs === undefined || (before && refusedAtMs(before) !== undefined)) return;
    const conversation = tx.get(CONVERSATIONS, row.conversation);
    if (!conversation || conversation.optedOutAtMs !== undefined) return;
    // A receipt may come hours late. What was sent before the peer came back says nothing of what they want now.
    if (atMs < (conversation.optedInAtMs ?? 0)) return;
    tx.put(CONVERSATIONS, { ...conversation, optedOutAtMs: atMs });
    const { app, portal, channel, account, conversation: key } = row;
    tx.journal({
      type: 'peer.optOut',
      atMs: tx.nowMs,
      app,
      portal,
      channel,
      account,
      conversation: key,
      message: row.key,
    });
  }
}

/**
 * When the call was made that the provider refused because of an opt-out. What we refuse ourselves for the same reason is a
 * rejection of the whole message, or never had a call.
 */
function refusedAtMs({ parts = [] }: MessageRow): number | undefined {
  const refused = parts.filter((part) => partFailure(part)?.class === 'recipient-opted-out');
  return refused.flatMap(({ attempts }) => attempts.at(-1)?.intendedAtMs ?? []).at(-1);
}
