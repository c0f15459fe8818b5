import { escapeHtml } from './capabilities.js';
import type { Entity } from './message.js';

/** What stands before and after; the others (mentions, hashtags, plain links) look the same without. */
const TAGS: Readonly<Record<string, readonly [open: string, close: string]>> = {
  bold: ['<strong>', '</strong>'],
  italic: ['<em>', '</em>'],
  underline: ['<u>', '</u>'],
  strikethrough: ['<s>', '</s>'],
  code: ['<code>', '</code>'],
  pre: ['<pre>', '</pre>'],
  blockquote: ['<blockquote>', '</blockquote>'],
  expandable_blockquote: ['<blockquote>', '</blockquote>'],
};

/** Telegram gives at most 100 with a message. Source: Telegram, "Bot API", "Formatting options". */
const MOST_ENTITIES = 100;

/**
 * The text as HTML; undefined where nothing in it is formatted. Offsets are in UTF-16 code units. Each piece between two edges
 * is wrapped by itself, so that what comes out is well formed whatever the entities are.
 */
export function richTextOf(text: string, entities: readonly Entity[]): string | undefined {
  const marks = entities.slice(0, MOST_ENTITIES).flatMap((entity) => markOf(entity) ?? []);
  if (marks.length === 0) return undefined;
  const edges = new Set([0, text.length, ...marks.flatMap(({ start, end }) => [start, end])]);
  const cuts = [...edges].filter((edge) => edge >= 0 && edge <= text.length).sort((a, b) => a - b);
  const pieces = cuts.slice(1).map((end, index) => {
    const start = cuts[index] ?? 0;
    const around = marks.filter((mark) => mark.start <= start && mark.end >= end);
    const inner = escapeHtml(text.slice(start, end)).replaceAll('\n', '<br>');
    return around.reduceRight((html, { open, close }) => open + html + close, inner);
  });
  return `<p>${pieces.join('')}</p>`;
}

interface Mark {
  start: number;
  end: number;
  open: string;
  close: string;
}

function markOf({ type, offset, length, url }: Entity): Mark | undefined {
  const span = { start: offset, end: offset + length };
  if (!(length > 0)) return undefined;
  if (type === 'text_link' && url !== undefined && /^https?:\/\//i.test(url)) {
    return { ...span, open: `<a href="${escapeHtml(url).replaceAll('"', '&quot;')}">`, close: '</a>' };
  }
  const tag = TAGS[type];
  return tag && { ...span, open: tag[0], close: tag[1] };
}
