import type { MediaRef } from './media.js';

/** How a file is meant, after HubSpot's `fileUsageType` (which has no VIDEO: a video is OTHER). */
export type FileUsage = 'AUDIO' | 'IMAGE' | 'OTHER' | 'STICKER' | 'VOICE_RECORDING';

export interface TextItem {
  kind: 'text';
  text: string;
  /** HTML as HubSpot's composer wrote it, or as HubSpot shall show it. */
  richText?: string;
}

export interface FileItem {
  kind: 'file';
  ref: MediaRef;
  name?: string;
  /** MIME type without parameters. */
  type?: string;
  /** Bytes. */
  size?: number;
  usage: FileUsage;
  caption?: string;
}

export interface LocationItem {
  kind: 'location';
  latitude: number;
  longitude: number;
  name?: string;
  address?: string;
  url?: string;
}

export interface ContactItem {
  kind: 'contact';
  name?: { prefix?: string; firstName?: string; middleName?: string; lastName?: string; suffix?: string };
  phones?: { phone: string; type?: 'HOME' | 'WORK' | 'CELL' | 'MAIN' }[];
  emails?: { email: string; type?: 'HOME' | 'WORK' }[];
  urls?: { url: string; type?: 'HOME' | 'WORK' }[];
  org?: { company?: string; department?: string; title?: string };
}

export interface QuickRepliesItem {
  kind: 'quickReplies';
  replies: { value: string; valueType: 'TEXT' | 'URL'; label?: string }[];
}

/** Something that exists but cannot be shown. `description` is a readable sentence, e.g. "Sent a poll". */
export interface UnsupportedItem {
  kind: 'unsupported';
  description?: string;
}

/** One piece of a message, in either direction. Items are in the order in which a person should see them. */
export type ContentItem = TextItem | FileItem | LocationItem | ContactItem | QuickRepliesItem | UnsupportedItem;
export type ContentKind = ContentItem['kind'];
