import { Parser } from 'htmlparser2';
import type { TextMark } from '../../contract/capabilities.js';
import { PLAIN, type Run, type Style } from './run.js';

/** Visible words in their style. `marker`: an item of a list begins with them. */
export interface HtmlRun extends Run {
  marker?: string;
}

/** Deeper markup is nobody's writing. The parser's cost per tag grows with the depth, so a limit keeps it linear. */
const MAX_DEPTH = 200;
const HIDDEN = new Set([
  'script',
  'style',
  'title',
  'head',
  'template',
  'noscript',
  'textarea',
  'select',
  'option',
  'svg',
]);
const MARK_OF: Readonly<Record<string, TextMark>> = {
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  u: 'underline',
  ins: 'underline',
  s: 'strike',
  strike: 'strike',
  del: 'strike',
  code: 'code',
  pre: 'code',
};
/** Schemes a person may be led to. */
const SAFE_URL = /^(?:https?:\/\/|mailto:|tel:)/i;
/** Whether there is anything to see: HubSpot wraps plain words in `div` and `p` too. */
const STYLED = /<(?:b|strong|i|em|u|ins|s|strike|del|code|pre|a|li)[\s>]|font-(?:weight|style)|text-decoration/i;

interface List {
  depth: number;
  /** The number of its next item, where it has numbers. */
  next: number | undefined;
}

interface Open {
  style: Style;
  hidden: boolean;
  /** The innermost list around it. */
  list?: List;
}

/**
 * What a person sees of HubSpot's HTML, in order, without white space of its own meaning. `undefined`: nothing in it has a
 * style, or it is nested too deeply.
 */
export function readHtml(html: string): HtmlRun[] | undefined {
  if (!STYLED.test(html)) return undefined;
  const runs: HtmlRun[] = [];
  const open: Open[] = [{ style: PLAIN, hidden: false }];
  let marker: string | undefined;
  let tooDeep = false;
  const parser = new Parser({
    onopentag(name, attributes) {
      if (open.length > MAX_DEPTH) {
        tooDeep = true;
        parser.pause();
        return;
      }
      const around = open.at(-1)!;
      if (name === 'li') marker = markerIn(around.list);
      const list = listOf(name, attributes, around.list);
      open.push({
        style: styleOf(name, attributes, around.style),
        hidden: around.hidden || HIDDEN.has(name),
        ...(list ? { list } : {}),
      });
    },
    onclosetag() {
      if (open.length > 1) open.pop();
    },
    ontext(text) {
      const { style, hidden } = open.at(-1)!;
      if (hidden) return;
      runs.push({ text, style, ...(marker === undefined ? {} : { marker }) });
      if (text.trim() !== '') marker = undefined;
    },
  });
  parser.write(html);
  if (tooDeep) return undefined;
  parser.end();
  return runs;
}

/** A dash is in every provider's alphabet, and some show it as a bullet. */
function markerIn(list: List | undefined): string {
  const bullet = list?.next === undefined ? '-' : `${list.next++}.`;
  return `${'  '.repeat((list?.depth ?? 1) - 1)}${bullet} `;
}

function listOf(name: string, attributes: Record<string, string>, around: List | undefined): List | undefined {
  if (name !== 'ol' && name !== 'ul') return around;
  return { depth: (around?.depth ?? 0) + 1, next: name === 'ol' ? firstOf(attributes) : undefined };
}

function firstOf({ start }: Record<string, string>): number {
  const first = Number.parseInt(start ?? '1', 10);
  return Number.isSafeInteger(first) ? first : 1;
}

function styleOf(name: string, attributes: Record<string, string>, around: Style): Style {
  const marks = new Set(around.marks);
  const mark = MARK_OF[name];
  if (mark) marks.add(mark);
  if (attributes['style']) applyCss(attributes['style'].slice(0, 1000), marks);
  const url = name === 'a' ? attributes['href']?.trim() : undefined;
  const link = url !== undefined && SAFE_URL.test(url) ? { url } : around.link;
  if (marks.size === around.marks.length && link === around.link && around.marks.every((one) => marks.has(one))) {
    return around;
  }
  // Code is shown as it is written: providers take no other mark inside it.
  return { marks: marks.has('code') ? ['code'] : [...marks].sort(), ...(link ? { link } : {}) };
}

/** Composers write marks as styles too, and take them back so. */
function applyCss(css: string, marks: Set<TextMark>): void {
  const weight = /font-weight\s*:\s*(\w+)/i.exec(css)?.[1]?.toLowerCase();
  if (weight !== undefined) toggle(marks, 'bold', weight === 'bold' || weight === 'bolder' || Number(weight) >= 600);
  const slant = /font-style\s*:\s*(\w+)/i.exec(css)?.[1]?.toLowerCase();
  if (slant !== undefined) toggle(marks, 'italic', slant === 'italic' || slant === 'oblique');
  const line = /text-decoration(?:-line)?\s*:([^;]*)/i.exec(css)?.[1] ?? '';
  if (/underline/i.test(line)) marks.add('underline');
  if (/line-through/i.test(line)) marks.add('strike');
}

function toggle(marks: Set<TextMark>, mark: TextMark, on: boolean): void {
  if (on) marks.add(mark);
  else marks.delete(mark);
}
