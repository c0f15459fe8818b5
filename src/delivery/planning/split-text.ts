import { borderNear } from './cut-border.js';
import { graphemeBorder } from './grapheme-border.js';
import { LinkSpans, type Span } from './link-spans.js';
import { insidePair, skipSpace, trimmedEnd } from './text-scan.js';

/** A text, and whether a stretch of it fits into one part in the provider's own measure. Longer stretches fit no better. */
export interface Divisible {
  text: string;
  fits(start: number, end: number): boolean;
  /** Stretches that are links though they do not look like it. Rising, apart from each other. */
  links?: readonly Span[];
}

/** About what fits into one part, before the first is cut. */
const FIRST_GUESS = 1024;

/**
 * Cuts a text into stretches that fit: at the end of a paragraph, line, sentence or word where one is near, else between two
 * characters as a person sees them; inside a link or such a character only where it alone is too long. Nothing but the white
 * space at a cut is left out. `undefined`: not even one code point fits.
 *
 * The cost grows with the text, not with its square: no step looks further than about twice a stretch.
 */
export function splitText({ text, fits, links = [] }: Divisible): Span[] | undefined {
  const fitting = (start: number, end: number) => fits(start, trimmedEnd(text, start, end));
  if (fitting(0, text.length)) return [{ start: 0, end: trimmedEnd(text, 0, text.length) }];
  const spans = new LinkSpans(text, links);
  const pieces: Span[] = [];
  let [start, guess] = [0, FIRST_GUESS];
  while (start < text.length) {
    const farthest = farthestFitting(text, fitting, start, guess);
    if (farthest === start) return undefined;
    const cut = farthest === text.length ? farthest : cutBefore(text, spans, fitting, start, farthest);
    const end = trimmedEnd(text, start, cut);
    if (end > start) pieces.push({ start, end });
    guess = Math.max(2, end - start);
    start = skipSpace(text, cut);
  }
  return pieces;
}

function cutBefore(
  text: string,
  spans: LinkSpans,
  fits: (start: number, end: number) => boolean,
  start: number,
  farthest: number,
): number {
  const grapheme = graphemeBorder(text, start, farthest);
  // A single character that is longer than a part comes apart between its code points.
  if (grapheme <= start) return farthest;
  const limit = spans.before(start, grapheme, fits);
  return borderNear(text, start, limit, (cut) => spans.before(start, cut, fits) === cut) ?? limit;
}

/** Steps of growing length from the guess, then halving. The answer is `start` where not even one code point fits. */
function farthestFitting(
  text: string,
  fits: (start: number, end: number) => boolean,
  start: number,
  guess: number,
): number {
  let [low, high] = [start, text.length + 1];
  let at = whole(text, Math.min(start + guess, text.length));
  for (let step = Math.max(8, guess >> 4); ; step *= 2) {
    if (fits(start, at)) low = at;
    else high = at;
    if (low === text.length) return low;
    if (low > start && high <= text.length) break;
    at = low > start ? whole(text, Math.min(low + step, text.length)) : whole(text, Math.max(start, high - step));
    if (at <= start) break;
  }
  for (;;) {
    let middle = whole(text, (low + high) >> 1);
    if (middle <= low) middle = insidePair(text, low + 1) ? low + 2 : low + 1;
    if (middle >= high) return low;
    if (fits(start, middle)) low = middle;
    else high = middle;
  }
}

/** The same place, or one earlier where it would be inside a surrogate pair. */
function whole(text: string, index: number): number {
  return insidePair(text, index) ? index - 1 : index;
}
