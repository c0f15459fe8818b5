import { type Capabilities, type FileItem, matchesType } from 'channelwright/adapter';

const MIB = 1024 * 1024;
const HOUR_MS = 3_600_000;

/** Source: Meta, "Text messages"; how it counts is not said, UTF-16 units are the careful reading. */
const MAX_TEXT = 4096;
/** The most a file may have under it; a recording has nothing. Source: Meta, "Media messages". */
const MAX_CAPTION = 1024;

/** What WhatsApp shows a file as. Whatever fits nowhere else goes as a document. */
export type MediaKind = 'image' | 'video' | 'audio' | 'document';

interface KindRule {
  kind: MediaKind;
  types: string[];
  maxBytes: number;
}

/** The first that fits a file's type and size counts. Source: Meta, "Media", "Supported media types". */
const KINDS: readonly KindRule[] = [
  { kind: 'image', types: ['image/jpeg', 'image/png'], maxBytes: 5 * MIB },
  { kind: 'video', types: ['video/mp4', 'video/3gpp'], maxBytes: 16 * MIB },
  { kind: 'audio', types: ['audio/aac', 'audio/amr', 'audio/mpeg', 'audio/mp4', 'audio/ogg'], maxBytes: 16 * MIB },
  { kind: 'document', types: ['*'], maxBytes: 100 * MIB },
];

export function mediaKindOf({ type, size = 0 }: Pick<FileItem, 'type' | 'size'>): MediaKind {
  if (type === undefined) return 'document';
  const fits = (rule: KindRule) => size <= rule.maxBytes && rule.types.some((pattern) => matchesType(pattern, type));
  return KINDS.find(fits)?.kind ?? 'document';
}

export const CAPABILITIES: Capabilities = {
  hubspot: {
    deliveryIdentifierTypes: ['HS_PHONE_NUMBER', 'CHANNEL_SPECIFIC_OPAQUE_ID'],
    // HubSpot is always shown the first address a peer was known by, so a changed number stays in its thread.
    threadingModel: 'DELIVERY_IDENTIFIER',
    allowConversationStart: true,
    richText: ['BOLD', 'ITALIC', 'HYPERLINK'],
    outgoingAttachmentTypes: ['FILE', 'QUICK_REPLIES'],
  },
  content: ['location', 'contact', 'template'],
  text: {
    maxUnits: MAX_TEXT,
    format: {
      marks: { bold: ['*', '*'], italic: ['_', '_'], strike: ['~', '~'], code: ['```', '```'] },
      wholeWords: true,
    },
  },
  quickReplies: { maxCount: 10, maxLabel: 24, urls: true },
  media: {
    // Meta fetches the file from us. An upload would move it twice within the time of the call, and again with every
    // attempt; a call that only names a URL is short whatever the size. The price: a file Meta cannot fetch or does not
    // take is reported later, by a status (131052, 131053), not by the answer.
    rules: KINDS.map(({ kind, types, maxBytes }) => ({
      types,
      maxBytes,
      mode: 'url',
      maxCaption: kind === 'audio' ? 0 : MAX_CAPTION,
    })),
    maxCount: 10,
  },
  window: { ms: 24 * HOUR_MS },
  idempotency: { kind: 'correlation' },
};
