/** Where a text may be cut without hurting a word, best first. */
const BREAKS = [/\n(?=[^\n]*$)/, /\s(?=\S*$)/];

/** No cut at a break before this share of the limit: better a cut word than a string of crumbs. */
const SHORTEST_SHARE = 0.5;

/**
 * Cut a text into pieces of at most `limit` UTF-16 units: after a line, else after a word, else between graphemes, so that no
 * emoji or accent comes apart. Nothing but the white space at a cut is lost.
 */
export function splitText(text: string, limit: number): string[] {
  const pieces: string[] = [];
  let rest = text.trimEnd();
  while (rest.length > limit) {
    const cut = cutAt(rest, limit);
    pieces.push(rest.slice(0, cut).trimEnd());
    rest = rest.slice(cut).trimStart();
  }
  if (rest.length > 0) pieces.push(rest);
  return pieces.filter((piece) => piece.length > 0);
}

function cutAt(text: string, limit: number): number {
  const head = text.slice(0, limit + 1);
  for (const pattern of BREAKS) {
    const at = head.search(pattern);
    if (at >= limit * SHORTEST_SHARE) return at;
  }
  return graphemeCut(text, limit);
}

function graphemeCut(text: string, limit: number): number {
  const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  let cut = 0;
  for (const { index, segment } of graphemes.segment(text.slice(0, limit + 1))) {
    if (index + segment.length > limit) break;
    cut = index + segment.length;
  }
  return cut > 0 ? cut : limit;
}
