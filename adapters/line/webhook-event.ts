import type { Address, MessageEvent, ProviderFact } from 'channelwright/adapter';
import { contentOf } from './message-content.js';
import type { LineChannelSettings } from './settings.js';
import {
  anyMessage,
  type MessageWebhook,
  messageContent,
  messageEvent,
  type PostbackWebhook,
  postbackEvent,
  relationEvent,
  type Source,
  unsendEvent,
} from './webhook-body.js';

/** A reply token is good for about a minute after the event. Source: LINE, "Messaging API reference", send reply message. */
const REPLY_MS = 60_000;
/** Images chosen together come as events of their own, in requests that follow each other closely, ms. */
const ALBUM_MS = 10_000;

/**
 * An event as a fact. Nothing where it tells an agent nothing (a beacon, a linked account, a video played to its end), and for
 * kinds LINE may add. @throws ZodError where it is not as LINE describes it
 */
export function factOf(type: string, raw: unknown, settings: LineChannelSettings): ProviderFact | undefined {
  switch (type) {
    case 'message':
      return messageFact(messageEvent.parse(raw), settings);
    case 'postback':
      return postbackFact(postbackEvent.parse(raw));
    case 'unsend': {
      const { unsend, timestamp } = unsendEvent.parse(raw);
      return { kind: 'deleted', of: unsend.messageId, atMs: timestamp };
    }
    // A user who blocks the account, and a group that shows the bot out, hear no more of us, and LINE says 200 all the same.
    case 'follow':
    case 'join':
      return { kind: 'optIn', ...relationOf(raw) };
    case 'unfollow':
    case 'leave':
      return { kind: 'optOut', ...relationOf(raw) };
    default:
      return undefined;
  }
}

function relationOf(raw: unknown) {
  const { source, timestamp } = relationEvent.parse(raw);
  return { peer: conversationOf(source), atMs: timestamp };
}

function messageFact(event: MessageWebhook, { stickerImageUrl }: LineChannelSettings): MessageEvent {
  const message = anyMessage.parse(event.message);
  const fragment = fragmentOf(message);
  return {
    ...saidBy(event),
    id: message.id,
    content: [contentOf(message, stickerImageUrl)],
    ...(message.quotedMessageId && { replyTo: message.quotedMessageId }),
    ...(fragment && { fragment }),
  };
}

/** A tap on a button is an answer as well. What the button was labelled LINE does not tell, only what it stands for. */
function postbackFact(event: PostbackWebhook): MessageEvent {
  const { data, params = {} } = event.postback;
  const chosen = Object.values(params).join(', ');
  const text = chosen ? `${data} (${chosen})` : data;
  return { ...saidBy(event), id: event.webhookEventId, content: [{ kind: 'text', text }] };
}

/**
 * Who has blocked the account cannot write to it, and no group writes to a bot it has shown out: whoever writes hears from us,
 * also where the event that said so was lost. In standby another module answers: there is no token then.
 */
function saidBy({ source, timestamp, mode, replyToken }: MessageWebhook | PostbackWebhook) {
  const conversation = conversationOf(source);
  const replyHandle =
    replyToken !== undefined && mode !== 'standby'
      ? { replyHandle: { token: replyToken, expiresAtMs: timestamp + REPLY_MS } }
      : {};
  return {
    kind: 'message' as const,
    atMs: timestamp,
    conversation,
    from: authorOf(source),
    optIn: true as const,
    ...replyHandle,
  };
}

/** Older apps send neither place nor number of an image: then each stands by itself. */
function fragmentOf(message: { type: string }): MessageEvent['fragment'] {
  const content = message.type === 'image' ? messageContent.parse(message) : undefined;
  if (content?.type !== 'image' || content.imageSet?.index === undefined) return undefined;
  const { id, index, total } = content.imageSet;
  return { key: id, index, waitMs: ALBUM_MS, ...(total !== undefined && { count: total }) };
}

function conversationOf(source: Source): Address {
  switch (source.type) {
    case 'user':
      return address(source.userId);
    case 'group':
      return address(source.groupId);
    case 'room':
      return address(source.roomId);
  }
}

/** Who has not agreed to be named in a group stays the group. */
function authorOf(source: Source): Address {
  return source.userId === undefined ? conversationOf(source) : address(source.userId);
}

function address(value: string): Address {
  return { type: 'CHANNEL_SPECIFIC_OPAQUE_ID', value };
}
