import type { ChannelRuntime } from '../directory/channels/channel-runtime.js';
import { learnContact } from '../directory/people/contact-aliases.js';
import { CONVERSATIONS, type ConversationRow } from '../directory/people/conversation-row.js';
import { isPeerOf, setThread } from '../directory/people/conversations.js';
import { leaveLane } from '../outbox/lane.js';
import type { FoldEvent } from '../outbox/reducer.js';
import type { Tx } from '../outbox/tx.js';
import { FRAMEWORK_VERSION } from '../policy/framework-version.js';
import { lifecycleEvent } from '../status/lifecycle-events.js';
import { MESSAGES, type MessageRow, messageKey } from '../status/message-row.js';
import { STATUSES } from '../status/status-row.js';
import { putStatus } from '../status/status-work.js';
import type { PublishOutcome } from './publication-events.js';
import { PUBLICATIONS, type PublicationRow } from './publication-row.js';
import { leaveLanes } from './publication-work.js';

/** HubSpot has it. Its id is kept as a message of our own, so that a webhook about it is an ordinary duplicate. */
export function recordPublished(
  tx: Tx,
  row: PublicationRow,
  { messageId, threadId, contact }: Extract<PublishOutcome, { kind: 'published' }>,
  channel: ChannelRuntime | undefined,
): void {
  const { notBeforeMs: _, ...done } = row;
  const published: PublicationRow = {
    ...done,
    state: 'published',
    failures: 0,
    publishedAtMs: tx.nowMs,
    ...(messageId === undefined ? {} : { messageId }),
  };
  if (messageId === undefined) tx.put(PUBLICATIONS, published);
  else keepId(tx, published, messageId, threadId, channel);
  leaveLanes(tx, row);
  const conversation = tx.get(CONVERSATIONS, row.conversation);
  if (conversation && conversation.erasingSinceMs === undefined) learn(tx, conversation, row, { threadId, contact });
  tell(tx, published, threadId);
}

/** In a group, the contact who has written is not the peer. */
function learn(
  tx: Tx,
  conversation: ConversationRow,
  { direction, from }: PublicationRow,
  { threadId, contact }: { threadId: string | undefined; contact: string | undefined },
): void {
  const isOfPeer = direction === 'OUTGOING' || isPeerOf(conversation, from);
  const known = isOfPeer ? learnContact(tx, conversation, contact) : conversation;
  if (threadId !== undefined) setThread(tx, known, threadId);
}

/** The publication with HubSpot's id of it. */
export function keepId(
  tx: Tx,
  row: PublicationRow,
  messageId: string,
  threadId: string | undefined,
  channel: ChannelRuntime | undefined,
): void {
  tx.put(PUBLICATIONS, row);
  const { app, portal, account } = row;
  const key = messageKey(app, portal, messageId);
  // What is being erased is added to no more: its last row may just be going.
  const conversation = tx.get(CONVERSATIONS, row.conversation)?.erasingSinceMs === undefined ? row.conversation : '';
  const known = tx.get(MESSAGES, key);
  const echo = row.direction === 'OUTGOING' ? { echo: true as const } : {};
  if (known) return takeBack(tx, known, echo);
  tx.put(MESSAGES, {
    key,
    id: messageId,
    app,
    portal,
    channel: row.channel,
    hubspotChannelId: channel?.hubspotChannelId ?? '',
    account,
    conversation,
    threadId: threadId ?? '',
    origin: 'published',
    ...echo,
    createdAtMs: row.atMs,
    receivedAtMs: row.createdAtMs,
    deadlineAtMs: row.createdAtMs,
    adapter: { name: channel?.definition.name ?? '', version: channel?.definition.version ?? '' },
    framework: FRAMEWORK_VERSION,
  });
}

/**
 * HubSpot has it, and what it was is erased by now: its id alone is kept, or a webhook about it would be taken for an agent's message
 * and sent to whoever was erased.
 */
export function keepErased(tx: Tx, { app, portal, account = '' }: FoldEvent, messageId: string): void {
  const key = messageKey(app, portal, messageId);
  const known = tx.get(MESSAGES, key);
  if (known) return takeBack(tx, known, {});
  const atMs = tx.nowMs;
  const nobodys = { channel: '', hubspotChannelId: '', account, conversation: '', threadId: '', erasedAtMs: atMs };
  const times = { createdAtMs: atMs, receivedAtMs: atMs, deadlineAtMs: atMs };
  const by = { adapter: { name: '', version: '' }, framework: FRAMEWORK_VERSION };
  tx.put(MESSAGES, { key, id: messageId, app, portal, ...nobodys, origin: 'published', ...times, ...by });
}

/** Its webhook was faster than the answer of our call. It stood behind the publication, so nothing of it has been sent. */
function takeBack(tx: Tx, message: MessageRow, echo: Pick<MessageRow, 'echo'>): void {
  if (message.origin !== 'agent' || message.parts?.some((part) => part.attempts.length > 0)) return;
  const { rejection: _, ...ours } = message;
  tx.put(MESSAGES, { ...ours, origin: 'published', ...echo });
  // It may have been refused as an agent's message (to a peer who has opted out, say): that was not the truth about it.
  const status = tx.get(STATUSES, message.key);
  if (status?.desired?.status === 'FAILED') {
    putStatus(tx, { ...status, desired: { status: 'SENT' }, desiredAtMs: tx.nowMs, updatedAtMs: tx.nowMs }, status);
  }
  leaveLane(tx, message.conversation, 'out', message.key);
}

function tell(tx: Tx, row: PublicationRow, threadId: string | undefined): void {
  const { app, portal, channel, account, conversation, key: publication, messageId, direction, trace } = row;
  const owner = { app, portal, channel, account, conversation };
  const atMs = tx.nowMs;
  const message = messageId === undefined ? {} : { message: messageKey(app, portal, messageId) };
  tx.journal({ type: 'publication.published', atMs, ...owner, ...message, data: { publication, direction } });
  tx.emit(
    lifecycleEvent('publication.published', {
      ...owner,
      publication,
      ...(messageId === undefined ? {} : { messageId }),
      ...(threadId === undefined ? {} : { threadId }),
      ...(trace === undefined ? {} : { trace }),
      atMs,
    }),
  );
}
