import type { Capabilities, Limit, ReceiptDeclaration, TextFormat } from 'channelwright/adapter';

const DAY_MS = 86_400_000;

/** Characters of a text, after its markup has become entities. Source: Telegram, "Bot API", `sendMessage`. */
export const MAX_TEXT = 4096;
/** Characters of a caption. Source: `sendPhoto`. */
export const MAX_CAPTION = 1024;
/** Bytes of an upload. Source: "Sending files", which says 50 MB; the smaller reading of it is taken. */
const MAX_UPLOAD = 50_000_000;
/** Bytes of an upload that is shown as a photo: 10 MB, likewise. */
export const MAX_PHOTO = 10_000_000;

/** Source: Telegram, "Bot API", "HTML style": only these three are escaped, and attributes are in double quotes. */
export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

const HTML: TextFormat = {
  escape: escapeHtml,
  marks: {
    bold: ['<b>', '</b>'],
    italic: ['<i>', '</i>'],
    underline: ['<u>', '</u>'],
    strike: ['<s>', '</s>'],
    code: ['<code>', '</code>'],
  },
  link: (label, url) => `<a href="${url.replaceAll('"', '&quot;')}">${label}</a>`,
  counts: false,
};

export const CAPABILITIES: Capabilities = {
  hubspot: {
    deliveryIdentifierTypes: ['CHANNEL_SPECIFIC_OPAQUE_ID'],
    threadingModel: 'DELIVERY_IDENTIFIER',
    // A bot can write only to people who have written to it.
    allowConversationStart: false,
    allowInlineImages: true,
    richText: ['BOLD', 'ITALIC', 'UNDERLINE', 'HYPERLINK'],
    outgoingAttachmentTypes: ['FILE', 'QUICK_REPLIES'],
  },
  content: ['location', 'contact'],
  // Buttons of a keyboard: Telegram names no limits; these keep them readable on a telephone.
  quickReplies: { maxCount: 20, maxLabel: 64, urls: true },
  text: { maxUnits: MAX_TEXT, overflow: 'split', format: HTML },
  /*
   * By upload, not by URL: it works without a public address, as polling does, and takes 50 MB, where Telegram fetches no more
   * than 20 MB (5 MB of a photo) from a URL.
   */
  media: {
    rules: [{ types: ['*'], maxBytes: MAX_UPLOAD, mode: 'upload', maxCaption: MAX_CAPTION }],
    maxCount: 10,
    otherwise: 'link',
  },
  // There is neither a key nor a way to ask: what is uncertain stays so.
  idempotency: { kind: 'none' },
};

/**
 * What Telegram recommends to stay below; it enforces something like it by 429. A group may have no more than 20 a minute, which
 * is left to the 429. Source: Telegram, "Bots FAQ", "My bot is hitting limits".
 */
export const LIMITS: Limit[] = [
  { scope: 'account', count: 30, perMs: 1000 },
  { scope: 'peer', count: 1, perMs: 1000 },
];

/** Nothing is heard after the call. An update that is not taken is offered for 24 hours. Source: `getUpdates`, `setWebhook`. */
export const RECEIPTS: ReceiptDeclaration = { states: [], delivery: 'none', retryHorizonMs: DAY_MS };
