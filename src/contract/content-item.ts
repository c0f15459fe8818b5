import type { MediaRef } from './media.js';

/** How a file is meant, after HubSpot's `fileUsageType` (which has no VIDEO: a video is OTHER). */
export type FileUsage = 'AUDIO' | 'IMAGE' | 'OTHER' | 'STICKER' | 'VOICE_RECORDING';

export interface TextItem {
  kind: 'text';
  text: string;
  /** HTML as HubSpot's composer wrote it, or as HubSpot shall show it. */
  richText?: string;
  /** In a planned part: the same text in the provider's own formatting, where the capabilities declare one. */
  formatted?: string;
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

/**
 * A text that the provider has approved beforehand, for peers who have not written for a while. Planned by the account's
 * `outsideWindow` policy.
 */
export interface TemplateItem {
  kind: 'template';
  /** The provider's name or id of it. */
  name: string;
  /** As the provider writes languages, e.g. `en_US`. */
  language?: string;
  /** What fills its gaps, in order. */
  variables: string[];
}

/** One piece of a message, in either direction. Items are in the order in which a person should see them. */
export type ContentItem = TextItem | FileItem | LocationItem | ContactItem | QuickRepliesItem | UnsupportedItem;
export type ContentKind = ContentItem['kind'];

/** One piece of a planned part. */
export type PartItem = ContentItem | TemplateItem;
