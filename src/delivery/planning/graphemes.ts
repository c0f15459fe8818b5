import { insidePair } from './text-scan.js';

const GRAPHEMES = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
/** Each step of the platform's segmenter costs with the length of its whole text, so it is given a stretch at a time. */
const STRETCH = 1024;

/** The characters of a text as a person sees them. One that is longer than a stretch comes in pieces. */
export function* graphemes(text: string): Generator<string> {
  for (let start = 0; start < text.length; ) {
    const end = stretchEnd(text, start);
    const found = Array.from(GRAPHEMES.segment(text.slice(start, end)), ({ segment }) => segment);
    // What a stretch ends with may go on behind it.
    const known = end < text.length && found.length > 1 ? found.slice(0, -1) : found;
    yield* known;
    for (const { length } of known) start += length;
  }
}

function stretchEnd(text: string, start: number): number {
  const end = Math.min(start + STRETCH, text.length);
  return insidePair(text, end) ? end + 1 : end;
}
