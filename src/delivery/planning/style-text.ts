import { type HtmlRun, readHtml } from './read-html.js';
import { type Link, PLAIN, type Run, type Style } from './run.js';
import { isSpace } from './text-scan.js';

/** How others may have written the beginning of a list's item. */
const WRITTEN_MARKER = /(?:[-*•◦▪‣·]|\d{1,3}[.)])\s+/y;

/** More changes of style are nobody's writing, and each costs at every measuring. */
const MAX_RUNS = 5000;
/** Links that are looked for in a text whose HTML is not believed. */
const MOST_LINKS = 20;

/**
 * The text in the styles of its HTML. Words are the text's own, white space too: the HTML only says how they look, and where it
 * has other words it is not believed, but for where its links lead. Items of a list get a dash or number where the text has none.
 */
export function styleText(text: string, html: string | undefined): Run[] {
  const read = html === undefined ? undefined : readHtml(html);
  const runs = read && new Projection(text).of(read);
  if (runs !== undefined && runs.length <= MAX_RUNS) return runs;
  return [{ text: [text, ...linksBeside(text, read ?? [])].join('\n'), style: PLAIN }];
}

/** Where the links lead that are not in the text: a word of their own in the HTML must not cost the peer the link. */
function linksBeside(text: string, runs: readonly Run[]): string[] {
  const labels = new Map<Link, string>();
  for (const { text: words, style } of runs) {
    if (style.link) labels.set(style.link, (labels.get(style.link) ?? '') + words);
  }
  const lines = new Map<string, string>();
  for (const [{ url }, written] of [...labels].slice(0, MOST_LINKS)) {
    const label = written.trim();
    if (label === '' || lines.has(url) || text.includes(url)) continue;
    lines.set(url, text.includes(label) ? `${label}: ${url}` : url);
  }
  return [...lines.values()];
}

class Projection {
  readonly #styles: Style[] = [PLAIN];
  /** For each code unit of the text, the index of its style. */
  readonly #at: Uint32Array;
  readonly #markers = new Map<number, string>();
  #next = 0;

  constructor(private readonly text: string) {
    this.#at = new Uint32Array(text.length);
  }

  of(runs: readonly HtmlRun[]): Run[] | undefined {
    for (const run of runs) if (!this.#place(run)) return undefined;
    this.#skipUnseen();
    if (this.#next < this.text.length) return undefined;
    this.#styleSpaces();
    return this.#runs();
  }

  /** Finds the words of a run next in the text. */
  #place({ text, style, marker }: HtmlRun): boolean {
    if (this.#styles.at(-1) !== style) this.#styles.push(style);
    const index = this.#styles.length - 1;
    let first = marker;
    for (const unit of text) {
      if (unseen(unit, 0)) continue;
      this.#skipUnseen();
      if (first !== undefined) this.#mark(first, unit);
      first = undefined;
      if (!this.text.startsWith(unit, this.#next)) return false;
      for (let end = this.#next + unit.length; this.#next < end; this.#next++) this.#at[this.#next] = index;
    }
    return true;
  }

  #mark(marker: string, first: string): void {
    WRITTEN_MARKER.lastIndex = this.#next;
    const written = this.text.startsWith(first, this.#next) ? null : WRITTEN_MARKER.exec(this.text);
    if (written) this.#next += written[0].length;
    else this.#markers.set(this.#next, marker);
  }

  #skipUnseen(): void {
    while (this.#next < this.text.length && unseen(this.text, this.#next)) this.#next++;
  }

  /** White space is marked between words that both are, on one line: no markup begins or ends with it. */
  #styleSpaces(): void {
    let [from, around] = [0, 0];
    for (let index = 0; index < this.text.length; index++) {
      if (unseen(this.text, index)) continue;
      const style = this.#at[index]!;
      if (index > from && style > 0 && around > 0 && !this.text.slice(from, index).includes('\n')) {
        this.#at.fill(this.#shared(around, style), from, index);
      }
      [from, around] = [index + 1, style];
    }
  }

  #shared(left: number, right: number): number {
    if (left === right) return left;
    const [a, b] = [this.#styles[left]!, this.#styles[right]!];
    const marks = a.marks.filter((mark) => b.marks.includes(mark));
    const link = a.link === b.link ? a.link : undefined;
    if (marks.length === 0 && link === undefined) return 0;
    return this.#styles.push({ marks, ...(link ? { link } : {}) }) - 1;
  }

  #runs(): Run[] {
    const runs: Run[] = [];
    const add = (text: string, style: Style) => {
      const last = runs.at(-1);
      if (last?.style === style) last.text += text;
      else if (text !== '') runs.push({ text, style });
    };
    let from = 0;
    for (let index = 0; index <= this.text.length; index++) {
      const marker = this.#markers.get(index);
      if (index < this.text.length && marker === undefined && this.#at[index] === this.#at[from]) continue;
      if (index > from) add(this.text.slice(from, index), this.#styles[this.#at[from]!]!);
      if (marker !== undefined) add(this.#startsLine(index) ? marker : `\n${marker}`, PLAIN);
      from = index;
    }
    return runs;
  }

  #startsLine(index: number): boolean {
    let at = index;
    while (at > 0 && this.text[at - 1] !== '\n' && unseen(this.text, at - 1)) at--;
    return at === 0 || this.text[at - 1] === '\n';
  }
}

/** What composers put in and leave out as they like: white space, and signs of no width. */
function unseen(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  return isSpace(text, index) || code === 0x200b || code === 0x2060 || code === 0xfeff;
}
