import type { FileItem, MediaStream } from 'channelwright/adapter';
import { MAX_CAPTION, MAX_PHOTO } from './capabilities.js';

/** How a file is shown: the method and the name of its field. */
export interface FileCall {
  method: 'sendPhoto' | 'sendVideo' | 'sendAudio' | 'sendVoice' | 'sendAnimation' | 'sendDocument';
  field: 'photo' | 'video' | 'audio' | 'voice' | 'animation' | 'document';
}

const DOCUMENT: FileCall = { method: 'sendDocument', field: 'document' };

/** What the players of Telegram's apps show. Source: Telegram, "Bot API", `sendPhoto` and its neighbours. */
const SHOWN_AS: Readonly<Record<string, FileCall>> = {
  'image/jpeg': { method: 'sendPhoto', field: 'photo' },
  'image/png': { method: 'sendPhoto', field: 'photo' },
  'image/webp': { method: 'sendPhoto', field: 'photo' },
  'image/gif': { method: 'sendAnimation', field: 'animation' },
  'video/mp4': { method: 'sendVideo', field: 'video' },
  'audio/mpeg': { method: 'sendAudio', field: 'audio' },
  'audio/mp4': { method: 'sendAudio', field: 'audio' },
  'audio/x-m4a': { method: 'sendAudio', field: 'audio' },
  'audio/ogg': { method: 'sendVoice', field: 'voice' },
};

/** A picture that is too large to be shown as one, or of unknown size, and everything else goes as a document. */
export function fileCall({ type }: MediaStream, size: number | undefined): FileCall {
  const call = SHOWN_AS[type.toLowerCase()] ?? DOCUMENT;
  return call.field === 'photo' && (size === undefined || size > MAX_PHOTO) ? DOCUMENT : call;
}

/** The form's texts but for the chat; `undefined`: the caption is too long. */
export function captionFields({ caption }: FileItem): Record<string, string> | undefined {
  if (caption === undefined || caption === '') return {};
  return caption.length > MAX_CAPTION ? undefined : { caption };
}
