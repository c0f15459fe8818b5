import { z } from 'zod';

/**
 * Webhooks as LINE sends them, as far as they are read. Loose on purpose: LINE adds members and kinds without notice.
 * Source: LINE, "Messaging API reference", webhook event objects.
 */
export const callback = z.object({ destination: z.string(), events: z.array(z.unknown()) });

export const source = z.discriminatedUnion('type', [
  z.object({ type: z.literal('user'), userId: z.string().min(1) }),
  z.object({ type: z.literal('group'), groupId: z.string().min(1), userId: z.string().min(1).optional() }),
  z.object({ type: z.literal('room'), roomId: z.string().min(1), userId: z.string().min(1).optional() }),
]);
export type Source = z.output<typeof source>;

/** What every event has. */
export const anyEvent = z.object({ type: z.string(), webhookEventId: z.string().min(1), timestamp: z.number() });

/** What every event has that comes from somebody. */
const peerEvent = anyEvent.extend({ source });

const contentProvider = z.object({ type: z.string(), originalContentUrl: z.string().optional() });
const imageSet = z.object({ id: z.string().min(1), index: z.number().optional(), total: z.number().optional() });
const stored = { id: z.string().min(1), contentProvider };

/** Something a peer sent. */
export const messageContent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), id: z.string().min(1), text: z.string() }),
  z.object({ type: z.literal('image'), ...stored, imageSet: imageSet.optional() }),
  z.object({ type: z.literal('video'), ...stored }),
  z.object({ type: z.literal('audio'), ...stored }),
  z.object({
    type: z.literal('file'),
    id: z.string().min(1),
    fileName: z.string().optional(),
    fileSize: z.number().optional(),
  }),
  z.object({
    type: z.literal('location'),
    id: z.string().min(1),
    title: z.string().optional(),
    address: z.string().optional(),
    latitude: z.number(),
    longitude: z.number(),
  }),
  z.object({
    type: z.literal('sticker'),
    id: z.string().min(1),
    stickerId: z.string().optional(),
    keywords: z.array(z.string()).optional(),
    text: z.string().optional(),
  }),
]);
export type MessageContent = z.output<typeof messageContent>;

/** What every message has, of whatever kind, and what else there is. */
export const anyMessage = z.looseObject({
  type: z.string(),
  id: z.string().min(1),
  quotedMessageId: z.string().optional(),
});

export const messageEvent = peerEvent.extend({
  mode: z.string().optional(),
  replyToken: z.string().min(1).optional(),
  message: z.unknown(),
});

export const postbackEvent = peerEvent.extend({
  mode: z.string().optional(),
  replyToken: z.string().min(1).optional(),
  postback: z.object({ data: z.string(), params: z.record(z.string(), z.string()).optional() }),
});

export const unsendEvent = peerEvent.extend({ unsend: z.object({ messageId: z.string().min(1) }) });

/** Somebody began or ceased to hear from us. */
export const relationEvent = peerEvent;

export type MessageWebhook = z.output<typeof messageEvent>;
export type PostbackWebhook = z.output<typeof postbackEvent>;
