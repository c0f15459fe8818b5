import {
  type ContactItem,
  type ContentItem,
  type FileItem,
  type FileUsage,
  unsupportedItem,
} from 'channelwright/adapter';
import { describedKind } from './described-kinds.js';
import type { Message, TelegramFile } from './message.js';
import { richTextOf } from './rich-text.js';

/** Bytes that a bot may fetch. Source: Telegram, "Bot API", `getFile`: 20 MB; its server takes 20 MiB for that. */
export const MAX_DOWNLOAD = 20 * 1024 * 1024;

/**
 * What a message shows to the agent; empty for what happens in a chat without anybody saying something (members come and go,
 * a title changes).
 */
export function contentOf(message: Message): ContentItem[] {
  const shown = mainContent(message);
  if (shown === undefined) return [];
  return [...contextOf(message), ...shown];
}

function mainContent(message: Message): ContentItem[] | undefined {
  const { text, entities, location, venue, contact } = message;
  if (text !== undefined) {
    const richText = richTextOf(text, entities ?? []);
    return [{ kind: 'text', text, ...(richText === undefined ? {} : { richText }) }];
  }
  const file = fileOf(message);
  if (file !== undefined) return [file];
  if (venue !== undefined) {
    const { title: name, address } = venue;
    const { latitude, longitude } = venue.location;
    return [{ kind: 'location', latitude, longitude, ...(name ? { name } : {}), ...(address ? { address } : {}) }];
  }
  if (location !== undefined) {
    return [{ kind: 'location', latitude: location.latitude, longitude: location.longitude }];
  }
  if (contact !== undefined) return [contactItem(contact)];
  const description = describedKind(message);
  return description === undefined ? undefined : [unsupportedItem(description)];
}

/** HubSpot has no place for where a message was forwarded from, or for which words it answers. */
function contextOf({ forward_origin: origin, quote }: Message): ContentItem[] {
  const lines: string[] = [];
  if (origin !== undefined) {
    const { sender_user: sender, sender_user_name, sender_chat, chat } = origin;
    const name = sender_user_name ?? sender_chat?.title ?? chat?.title ?? (sender && nameOf(sender));
    lines.push(name ? `Forwarded from ${name}` : 'Forwarded');
  }
  if (quote !== undefined) lines.push(...quote.text.split('\n').map((line) => `> ${line}`));
  return lines.length === 0 ? [] : [{ kind: 'text', text: lines.join('\n') }];
}

export function nameOf(user: { first_name?: string | undefined; last_name?: string | undefined }): string | undefined {
  return [user.first_name, user.last_name].filter(Boolean).join(' ') || undefined;
}

interface Kind {
  file: TelegramFile | undefined;
  usage: FileUsage;
  type?: string;
}

/** An animation also has a `document`, for old programs: the order decides. */
function fileOf(message: Message): ContentItem | undefined {
  const { photo, animation, video, video_note, audio, voice, document, sticker, caption } = message;
  const kinds: Kind[] = [
    { file: photo?.at(-1), usage: 'IMAGE', type: 'image/jpeg' },
    { file: animation, usage: 'OTHER' },
    { file: video, usage: 'OTHER' },
    { file: video_note, usage: 'OTHER', type: 'video/mp4' },
    { file: voice, usage: 'VOICE_RECORDING', type: 'audio/ogg' },
    { file: audio, usage: 'AUDIO' },
    { file: document, usage: usageOf(document?.mime_type) },
  ];
  const found = kinds.find(({ file }) => file !== undefined);
  if (found?.file !== undefined) return fileItem(found.file, found, caption);
  return sticker === undefined ? undefined : stickerItem(sticker);
}

function usageOf(type = ''): FileUsage {
  if (type.startsWith('image/')) return 'IMAGE';
  return type.startsWith('audio/') ? 'AUDIO' : 'OTHER';
}

/** Animated stickers are in a format of Telegram's own, which nothing else shows. */
function stickerItem(sticker: NonNullable<Message['sticker']>): ContentItem {
  const { emoji, is_animated: isAnimated, is_video: isVideo } = sticker;
  if (isAnimated) return unsupportedItem(`Sent an animated sticker${emoji ? ` ${emoji}` : ''}`);
  if (isVideo) return fileItem(sticker, { usage: 'OTHER', type: 'video/webm' }, emoji);
  return fileItem(sticker, { usage: 'STICKER', type: 'image/webp' }, undefined);
}

function fileItem(
  { file_id: fileId, file_size: size, file_name: name, mime_type }: TelegramFile,
  { usage, type: usual }: Pick<Kind, 'usage' | 'type'>,
  caption: string | undefined,
): ContentItem {
  const type = mime_type ?? usual;
  if (size !== undefined && size > MAX_DOWNLOAD) {
    const what = `Sent a file that bots cannot fetch: ${name ?? type ?? 'a file'}, ${Math.round(size / 1e6)} MB`;
    return unsupportedItem(caption ? `${caption}\n${what}` : what);
  }
  return {
    kind: 'file',
    ref: { kind: 'provider', ref: { fileId } },
    usage,
    ...(name ? { name } : {}),
    ...(type ? { type } : {}),
    ...(size === undefined ? {} : { size }),
    ...(caption ? { caption } : {}),
  } satisfies FileItem;
}

function contactItem({ phone_number, first_name, last_name }: NonNullable<Message['contact']>): ContactItem {
  // People's telephones write numbers with or without the plus; all of them are international.
  const phone = /^\d{8,15}$/.test(phone_number) ? `+${phone_number}` : phone_number;
  const name = { ...(first_name ? { firstName: first_name } : {}), ...(last_name ? { lastName: last_name } : {}) };
  return { kind: 'contact', name, phones: [{ phone }] };
}
