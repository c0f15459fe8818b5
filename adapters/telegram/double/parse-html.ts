import { badRequest } from './bot-api-error.js';

/** A piece of a text that is formatted; offsets in UTF-16 code units. */
export interface ParsedEntity {
  type: string;
  offset: number;
  length: number;
  url?: string;
}

/** Source: Telegram, "Bot API", "HTML style". */
const TAGS: Readonly<Record<string, string>> = {
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  u: 'underline',
  ins: 'underline',
  s: 'strikethrough',
  strike: 'strikethrough',
  del: 'strikethrough',
  code: 'code',
  pre: 'pre',
  a: 'text_link',
  blockquote: 'blockquote',
  'tg-spoiler': 'spoiler',
};

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"' };

const TOKEN = /<(\/?)([a-z-]+)((?:\s+[a-z-]+(?:="[^"]*")?)*)\s*>|&(?:#(\d{1,7})|([a-z]+));|<|[^<&]+|&/gi;

interface OpenTag {
  tag: string;
  type: string;
  offset: number;
  url?: string;
}

/** Text and entities of HTML, as strictly as Telegram reads it. @throws BotApiError "can't parse entities: …" */
export function parseHtml(html: string): { text: string; entities: ParsedEntity[] } {
  let text = '';
  const entities: ParsedEntity[] = [];
  const open: OpenTag[] = [];
  for (const [whole, slash, tag, attributes, code, name] of html.matchAll(TOKEN)) {
    if (tag !== undefined && slash === '') open.push(opened(tag.toLowerCase(), attributes ?? '', text.length));
    else if (tag !== undefined) entities.push(...closed(open.pop(), tag.toLowerCase(), text.length));
    else if (code !== undefined) text += String.fromCodePoint(Number(code));
    else if (name !== undefined) text += NAMED[name] ?? whole;
    else if (whole === '<') throw problem(`Unexpected "<" behind ${text.length} characters`);
    else text += whole;
  }
  const [left] = open;
  if (left !== undefined) throw problem(`Can't find end tag corresponding to start tag "${left.tag}"`);
  return { text, entities };
}

function opened(tag: string, attributes: string, offset: number): OpenTag {
  const type = TAGS[tag];
  if (type === undefined) throw problem(`Unsupported start tag "${tag}"`);
  const [, url] = /href="([^"]*)"/.exec(attributes) ?? [];
  return { tag, type, offset, ...(url === undefined ? {} : { url: unescaped(url) }) };
}

function unescaped(text: string): string {
  return text.replace(/&([a-z]+);/g, (whole, name: string) => NAMED[name] ?? whole);
}

function closed(start: OpenTag | undefined, tag: string, end: number): ParsedEntity[] {
  if (start === undefined) throw problem(`Unexpected end tag "</${tag}>"`);
  if (start.tag !== tag) throw problem(`Unmatched end tag, expected "</${start.tag}>", found "</${tag}>"`);
  const { type, offset, url } = start;
  if (end === offset || (type === 'text_link' && url === undefined)) return [];
  return [{ type, offset, length: end - offset, ...(url === undefined ? {} : { url }) }];
}

function problem(what: string) {
  return badRequest(`can't parse entities: ${what}`);
}
