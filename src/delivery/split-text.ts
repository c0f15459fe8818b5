import type { TextCapability } from '../contract/capabilities.js';

const GRAPHEMES = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/**
 * Cuts a text so that each piece fits the limit in the provider's own measure: at the last white space that fits, else
 * between two characters as a person sees them.
 */
export function splitText(text: string, { maxUnits, encode }: TextCapability): string[] {
  const measure = (piece: string) => encode?.(piece).units ?? piece.length;
  const pieces: string[] = [];
  let rest = text;
  while (rest.length > 0 && measure(rest) > maxUnits) {
    const end = cutPoint(rest, maxUnits, measure);
    pieces.push(rest.slice(0, end).trimEnd());
    rest = rest.slice(end).trimStart();
  }
  if (pieces.length === 0) return [text];
  return [...pieces, rest].filter((piece) => piece !== '');
}

function cutPoint(text: string, maxUnits: number, measure: (piece: string) => number): number {
  const ends = graphemeEnds(text, maxUnits);
  const fitting = lastFitting(ends, (end) => measure(text.slice(0, end)) <= maxUnits);
  // A single character that is longer than the limit cannot be divided: it is sent as it is.
  const end = ends[Math.max(0, fitting)] ?? text.length;
  const space = lastSpaceEnd(text.slice(0, end));
  return space > end / 2 ? space : end;
}

/** Where characters end, as far as a piece can possibly reach. No measure counts less than one unit for two UTF-16 units. */
function graphemeEnds(text: string, maxUnits: number): number[] {
  const window = text.slice(0, 2 * maxUnits + 64);
  return Array.from(GRAPHEMES.segment(window), ({ segment, index }) => index + segment.length);
}

/** The last index for which `fits` holds; -1 for none. Longer is never shorter, so halving finds it. */
function lastFitting(ends: number[], fits: (end: number) => boolean): number {
  let [low, high] = [-1, ends.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(ends[middle]!)) low = middle;
    else high = middle - 1;
  }
  return low;
}

function lastSpaceEnd(text: string): number {
  const index = text.search(/\s\S*$/u);
  return index < 0 ? 0 : index + 1;
}
