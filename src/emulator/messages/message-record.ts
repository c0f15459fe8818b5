import type { ChannelAccount, Message, MessageStatus, Thread } from '../world/model.js';
import type { World } from '../world/world.js';

type MessageFacts = Pick<
  Message,
  'direction' | 'origin' | 'client' | 'createdBy' | 'senders' | 'recipients' | 'text' | 'attachments'
> &
  Partial<Pick<Message, 'richText' | 'original' | 'inReplyToId' | 'idempotencyId' | 'createdAtMs'>>;

/** Puts a new message into its thread. An outgoing message is SENT from birth (reference §7). */
export function recordMessage(facts: MessageFacts, account: ChannelAccount, thread: Thread, world: World): Message {
  const now = world.scheduler.now();
  const status: MessageStatus = { statusType: facts.direction === 'INCOMING' ? 'RECEIVED' : 'SENT' };
  const message: Message = {
    createdAtMs: now,
    ...facts,
    id: world.random.uuid(),
    portalId: account.portalId,
    channelId: account.channelId,
    accountId: account.id,
    threadId: thread.id,
    updatedAtMs: now,
    visibleAtMs: now + world.switches.visibilityDelayMs,
    status,
    history: [{ kind: 'created', atMs: now, receivedAtMs: now, answered: 201, status }],
  };
  world.state.messages.set(message.id, message);
  thread.messageIds.push(message.id);
  return message;
}
