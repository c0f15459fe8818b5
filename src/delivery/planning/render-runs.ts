import type { TextFormat, TextMark } from '../../contract/capabilities.js';
import type { Link, Run } from './run.js';

type Escape = (text: string) => string;

/** Runs in the provider's own formatting: nested properly, everything that was opened closed. */
export function renderRuns(runs: readonly Run[], format: TextFormat): string {
  const safe: Escape = (text) => format.escape?.(text) ?? text;
  let out = '';
  for (let from = 0; from < runs.length; ) {
    const { link } = runs[from]!.style;
    let to = from + 1;
    while (to < runs.length && runs[to]!.style.link === link) to++;
    const label = nested(runs.slice(from, to), format.marks ?? {}, safe);
    out += link === undefined || link.isWritten ? label : linked(label, link, format, safe);
    from = to;
  }
  return out;
}

function nested(runs: readonly Run[], pairs: NonNullable<TextFormat['marks']>, safe: Escape): string {
  const open: TextMark[] = [];
  let out = '';
  const closeTo = (depth: number) => {
    while (open.length > depth) out += pairs[open.pop()!]![1];
  };
  for (const { text, style } of runs) {
    const wanted = style.marks.filter((mark) => pairs[mark] !== undefined);
    const kept = open.findIndex((mark) => !wanted.includes(mark));
    closeTo(kept < 0 ? open.length : kept);
    for (const mark of wanted) {
      if (open.includes(mark)) continue;
      out += pairs[mark]![0];
      open.push(mark);
    }
    out += safe(text);
  }
  closeTo(0);
  return out;
}

function linked(label: string, { url }: Link, format: TextFormat, safe: Escape): string {
  return format.link ? format.link(label, safe(url)) : `${label} (${safe(url)})`;
}
