import {
  type ContentItem,
  type FileItem,
  type FileUsage,
  type LocationItem,
  unsupportedItem,
} from 'channelwright/adapter';
import { z } from 'zod';
import { contactItem } from './contact-card.js';
import { flowAnswer, orderLines, originLines, text } from './inbound-words.js';
import type { WhatsAppMessage } from './message-frame.js';
import { optional } from './optional.js';

type ReadContent = (message: WhatsAppMessage) => ContentItem[] | undefined;

const textBody = z.object({ body: z.string() });
const media = z.object({
  id: z.union([z.string().min(1), z.number()]).transform(String),
  mime_type: optional(z.string()),
  caption: optional(z.string()),
  filename: optional(z.string()),
  voice: optional(z.boolean()),
});
const place = z.object({
  latitude: z.coerce.number(),
  longitude: z.coerce.number(),
  name: optional(z.string()),
  address: optional(z.string()),
  url: optional(z.string()),
});
const button = z.object({ text: z.string() });
const chosen = z.object({ title: z.string(), description: optional(z.string()) });
const interactive = z.object({
  button_reply: optional(chosen),
  list_reply: optional(chosen),
  nfm_reply: z.unknown().optional(),
});

/** Each type in HubSpot's terms; undefined: it lacks what makes it one. Source: Meta, "Webhooks, messages". */
const READERS: Readonly<Record<string, ReadContent>> = {
  text: (message) => {
    const { data } = textBody.safeParse(message['text']);
    return data && [text(data.body)];
  },
  image: (message) => fileIn(message['image'], () => 'IMAGE'),
  video: (message) => fileIn(message['video'], () => 'OTHER'),
  document: (message) => fileIn(message['document'], () => 'OTHER'),
  sticker: (message) => fileIn(message['sticker'], () => 'STICKER'),
  audio: (message) => fileIn(message['audio'], ({ voice }) => (voice ? 'VOICE_RECORDING' : 'AUDIO')),
  location: (message) => placeIn(message['location']),
  contacts: (message) => {
    const list = message['contacts'];
    const items = Array.isArray(list) ? list.flatMap((card: unknown) => contactItem(card) ?? []) : [];
    return items.length > 0 ? items : undefined;
  },
  button: (message) => {
    const { data } = button.safeParse(message['button']);
    return data && [text(data.text)];
  },
  interactive: (message) => answerIn(message['interactive']),
  order: (message) => orderLines(message['order']),
  request_welcome: () => [text('[Opened the chat]')],
  unsupported: (message) => [notPassedOn(kindOfUnsupported(message))],
};

/** What a person sees of a message, with where it came from. A type we do not know is said to be one. */
export function contentOf(message: WhatsAppMessage): ContentItem[] | undefined {
  const read = Object.hasOwn(READERS, message.type) ? READERS[message.type]! : undefined;
  const content = read ? read(message) : [notPassedOn(message.type)];
  return content && [...originLines(message), ...content];
}

/** What a reaction is to; no emoji where it was taken back. */
export function reactionIn(message: WhatsAppMessage): { of: string; emoji?: string } | undefined {
  const { data } = z
    .object({ message_id: z.string().min(1), emoji: optional(z.string()) })
    .safeParse(message['reaction']);
  return data && { of: data.message_id, ...(data.emoji && { emoji: data.emoji }) };
}

/** Of an edit or a deletion: what it is about, and what the message now is. */
export function nestedIn(message: WhatsAppMessage): { of: string; content: ContentItem[] } | undefined {
  const { data } = z
    .object({ original_message_id: z.string().min(1), message: optional(z.looseObject({ type: z.string() })) })
    .safeParse(message[message.type]);
  if (data === undefined) return undefined;
  const now = data.message && contentOf({ id: message.id, timestamp: message.timestamp, ...data.message });
  return { of: data.original_message_id, content: now ?? [] };
}

function fileIn(input: unknown, usageOf: (file: z.output<typeof media>) => FileUsage): FileItem[] | undefined {
  const { data } = media.safeParse(input);
  if (data === undefined) return undefined;
  const type = data.mime_type?.split(';')[0]?.trim().toLowerCase();
  const file: FileItem = {
    kind: 'file',
    // The URL that newer webhooks bring ends within minutes, like the one the id is exchanged for when it is needed.
    ref: { kind: 'provider', ref: { mediaId: data.id } },
    usage: usageOf(data),
    ...(data.filename && { name: data.filename }),
    ...(type && { type }),
    ...(data.caption && { caption: data.caption }),
  };
  return [file];
}

function placeIn(input: unknown): LocationItem[] | undefined {
  const { data } = place.safeParse(input);
  if (data === undefined) return undefined;
  const { latitude, longitude, name, address, url } = data;
  const said = { ...(name && { name }), ...(address && { address }), ...(url && { url }) };
  return [{ kind: 'location', latitude, longitude, ...said }];
}

function answerIn(input: unknown): ContentItem[] | undefined {
  const { data } = interactive.safeParse(input);
  const reply = data?.button_reply ?? data?.list_reply;
  if (reply) return [text(reply.title)];
  return flowAnswer(data?.nfm_reply);
}

/** Newer webhooks say what it was: a poll, an event, a video note. */
function kindOfUnsupported(message: WhatsAppMessage): string | undefined {
  return z.object({ type: z.string() }).safeParse(message['unsupported']).data?.type;
}

function notPassedOn(kind: string | undefined): ContentItem {
  const what = kind && kind !== 'unknown' && /^\w{1,30}$/.test(kind) ? ` (${kind.replaceAll('_', ' ')})` : '';
  return unsupportedItem(`Sent something that WhatsApp does not pass on${what}`);
}
