import type { Channel, ChannelAccount, Message, MessageStatus, Participant, StagingToken } from './model.js';
import { readableAttachment } from './readable-attachment.js';
import type { World } from './world.js';

export const isoTime = (ms: number): string => new Date(ms).toISOString();

export function channelView(channel: Channel) {
  const { appId: _, createdAtMs, archived: __, ...rest } = channel;
  return { ...rest, createdAt: isoTime(createdAtMs) };
}

export function accountView(account: ChannelAccount) {
  const { id, channelId, inboxId, name, authorized, archivedAtMs } = account;
  const archived = archivedAtMs !== undefined;
  return {
    id,
    channelId,
    inboxId,
    name,
    active: authorized && !archived,
    authorized,
    archived,
    createdAt: isoTime(account.createdAtMs),
    ...(archivedAtMs === undefined ? {} : { archivedAt: isoTime(archivedAtMs) }),
    ...(account.address === undefined ? {} : { deliveryIdentifier: account.address }),
  };
}

/** Ids are numbers here and strings elsewhere. */
export function stagingTokenView(staged: StagingToken) {
  return {
    accountToken: staged.token,
    genericChannelId: Number(staged.channelId),
    inboxId: Number(staged.inboxId),
    userId: Number(staged.userId),
    createdAt: isoTime(staged.createdAtMs),
    ...(staged.accountName === undefined ? {} : { accountName: staged.accountName }),
    ...(staged.address === undefined ? {} : { deliveryIdentifier: staged.address }),
  };
}

function participantView({ actorId, name, address }: Participant) {
  return {
    ...(actorId === undefined ? {} : { actorId }),
    ...(name === undefined ? {} : { name }),
    deliveryIdentifier: address,
  };
}

/** What a message has in REST answers and in webhooks alike. */
export function messageCore(message: Message, world: World) {
  return {
    id: message.id,
    type: 'MESSAGE',
    channelId: message.channelId,
    channelAccountId: message.accountId,
    conversationsThreadId: message.threadId,
    createdAt: isoTime(message.createdAtMs),
    createdBy: message.createdBy,
    senders: message.senders.map(participantView),
    recipients: message.recipients.map(participantView),
    text: message.text,
    ...(message.richText === undefined ? {} : { richText: message.richText }),
    ...(message.inReplyToId === undefined ? {} : { inReplyToId: message.inReplyToId }),
    direction: message.direction,
    truncationStatus: message.original ? 'TRUNCATED' : 'NOT_TRUNCATED',
    attachments: message.attachments.map((attachment) => readableAttachment(attachment, world)),
  };
}

export function messageView(message: Message, world: World) {
  return {
    ...messageCore(message, world),
    updatedAt: isoTime(message.updatedAtMs),
    client: message.client,
    status: statusView(message.status),
    archived: false,
  };
}

export function statusView({ statusType, errorMessage }: MessageStatus) {
  if (statusType !== 'FAILED') return { statusType };
  const failureDetails = { ...(errorMessage === undefined ? {} : { errorMessage }), errorMessageTokens: {} };
  return { statusType, failureDetails };
}
