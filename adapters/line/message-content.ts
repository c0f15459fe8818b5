import { type ContentItem, type FileItem, type MediaRef, unsupportedItem } from 'channelwright/adapter';
import { type MessageContent, messageContent } from './webhook-body.js';

type Stored = Extract<MessageContent, { type: 'image' | 'video' | 'audio' }>;
type Sticker = Extract<MessageContent, { type: 'sticker' }>;

/** What of a message an agent is shown. A kind we do not know is said in words. @throws ZodError for a known one that is broken */
export function contentOf(message: { type: string }, stickerImageUrl: string | undefined): ContentItem {
  if (!KNOWN.has(message.type)) return unsupportedItem(`Sent something LINE calls ${word(message.type)}`);
  const content = messageContent.parse(message);
  switch (content.type) {
    case 'text':
      return { kind: 'text', text: content.text };
    case 'image':
      return { kind: 'file', ref: refOf(content), usage: 'IMAGE' };
    case 'video':
      return { kind: 'file', ref: refOf(content), usage: 'OTHER' };
    case 'audio':
      return { kind: 'file', ref: refOf(content), usage: 'AUDIO' };
    case 'file':
      return fileOf(content);
    case 'location':
      return locationOf(content);
    case 'sticker':
      return stickerOf(content, stickerImageUrl);
  }
}

const KNOWN: ReadonlySet<string> = new Set(messageContent.options.map(({ shape }) => shape.type.value));

/** What LINE keeps is fetched by id; what a third party keeps (a shared image of an app) has a URL of its own. */
function refOf({ id, type, contentProvider }: Stored): MediaRef {
  const { originalContentUrl } = contentProvider;
  if (contentProvider.type === 'external' && originalContentUrl) return { kind: 'url', url: originalContentUrl };
  return { kind: 'provider', ref: { messageId: id, ...(type === 'image' ? {} : { transcoded: true }) } };
}

function fileOf({ id, fileName, fileSize }: Extract<MessageContent, { type: 'file' }>): FileItem {
  return {
    kind: 'file',
    ref: { kind: 'provider', ref: { messageId: id } },
    usage: 'OTHER',
    ...(fileName && { name: fileName }),
    ...(fileSize !== undefined && { size: fileSize }),
  };
}

function locationOf({
  latitude,
  longitude,
  title,
  address,
}: Extract<MessageContent, { type: 'location' }>): ContentItem {
  return { kind: 'location', latitude, longitude, ...(title && { name: title }), ...(address && { address }) };
}

/** LINE hands out no pictures of stickers, but says what they express. */
function stickerOf({ stickerId, keywords = [], text }: Sticker, stickerImageUrl: string | undefined): ContentItem {
  if (stickerImageUrl !== undefined && stickerId !== undefined && /^\d{1,20}$/.test(stickerId)) {
    const url = stickerImageUrl.replaceAll('{stickerId}', stickerId);
    return { kind: 'file', ref: { kind: 'url', url }, usage: 'STICKER', name: `sticker-${stickerId}.png` };
  }
  const meaning = text || keywords.join(', ');
  return unsupportedItem(meaning ? `Sent a sticker: ${meaning}` : 'Sent a sticker');
}

function word(type: string): string {
  return /^[\w-]{1,30}$/.test(type) ? `“${type}”` : 'something else';
}
