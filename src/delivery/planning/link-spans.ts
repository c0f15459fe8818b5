/** From `start` to before `end`, in UTF-16 code units. */
export interface Span {
  start: number;
  end: number;
}

/** A link that is followed by letters without a space between: whether they belong to it only its writer knows. */
interface Link extends Span {
  /** The end with those letters. */
  tail: number;
}

/** The characters of RFC 3986, then letters and digits of any script. */
const URLS = /(?:https?:\/\/|www\.)([!#-;=?-Z[\]_a-z~]+)([\p{L}\p{M}\p{N}!#-;=?-Z[\]_a-z~]*)/giu;

/** Where the links of a text are, so that none is cut. Found once, and asked about in rising order or not. */
export class LinkSpans {
  readonly #links: Link[];
  /** Starts of links that alone are too long: they are cut like any text. */
  readonly #tooLong = new Set<number>();

  constructor(text: string, labels: readonly Span[]) {
    this.#links = [...withoutOverlap([...urls(text), ...labels.map((span) => ({ ...span, tail: span.end }))])];
  }

  /** The cut itself, or the start of the link it would cut. */
  before(start: number, cut: number, fits: (start: number, end: number) => boolean): number {
    const link = this.#around(cut);
    if (link === undefined || link.start <= start || this.#tooLong.has(link.start)) return cut;
    if (fits(link.start, link.tail) || (cut < link.end && fits(link.start, link.end))) return link.start;
    if (cut < link.end) this.#tooLong.add(link.start);
    return cut;
  }

  #around(cut: number): Link | undefined {
    let [low, high] = [0, this.#links.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#links[middle]!.start < cut) low = middle + 1;
      else high = middle;
    }
    const link = this.#links[low - 1];
    return link !== undefined && cut < link.tail ? link : undefined;
  }
}

function* urls(text: string): Generator<Link> {
  for (const { 0: whole, 2: letters = '', index } of text.matchAll(URLS)) {
    const tail = index + whole.length;
    yield { start: index, end: tail - letters.length, tail };
  }
}

/** Links that overlap (a label that is a URL) are one. */
function* withoutOverlap(links: Link[]): Generator<Link> {
  let open: Link | undefined;
  for (const link of links.sort((a, b) => a.start - b.start)) {
    if (open !== undefined && link.start < open.tail) {
      open = { start: open.start, end: Math.max(open.end, link.end), tail: Math.max(open.tail, link.tail) };
    } else {
      if (open !== undefined) yield open;
      open = link;
    }
  }
  if (open !== undefined) yield open;
}
