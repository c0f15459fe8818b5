import { graphemeBorder } from './grapheme-border.js';
import { isBreakingSpace } from './text-scan.js';

/** How far from the limit a border may be, as a share of the stretch: better a cut word than a string of crumbs. */
const NEAR = { paragraph: 1 / 2, newline: 1 / 3, sentence: 1 / 4, word: 1 / 2 } as const;
type Border = keyof typeof NEAR;
const BEST_FIRST: readonly Border[] = ['paragraph', 'newline', 'sentence', 'word'];

const ENDS_SENTENCE = /[.!?…‼⁇⁈⁉][\p{Pe}\p{Pf}"']?$/u;
const ENDS_SENTENCE_WITHOUT_SPACE = /[。！？｡][\p{Pe}\p{Pf}]?$/u;
const NOT_AT_A_START = /^[\p{Pe}\p{Pf}\p{Po}\p{Lm}\p{Sk}\p{M}ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ…]/u;
const NOT_AT_AN_END = /[\p{Ps}\p{Pi}]$/u;
/** From here on there are scripts that put no spaces between words. */
const WITHOUT_SPACES = 0x0e00;
/** How far back words of such scripts are looked for. */
const WORDS_WITHIN = 40;
const WORDS = new Intl.Segmenter(undefined, { granularity: 'word' });

/** Where best to cut a stretch, at most at `limit`; `undefined`: no border is near. */
export function borderNear(
  text: string,
  start: number,
  limit: number,
  allowed: (cut: number) => boolean,
): number | undefined {
  const found: Partial<Record<Border, number>> = {};
  const near = (border: Border) => limit - (limit - start) * NEAR[border];
  for (let cut = limit; cut > start && cut >= near('word'); cut--) {
    const border = borderAt(text, cut);
    if (border === undefined || cut < near(border) || found[border] !== undefined || !allowed(cut)) continue;
    found[border] = cut;
    if (border === 'paragraph') break;
  }
  const best = BEST_FIRST.find((border) => found[border] !== undefined);
  return best === undefined ? wordBorder(text, start, limit, allowed) : found[best];
}

/** What ends right before this place. */
function borderAt(text: string, cut: number): Border | undefined {
  if (!isBreakingSpace(text, cut - 1)) {
    if (text.charCodeAt(cut - 1) < WITHOUT_SPACES) return undefined;
    return ENDS_SENTENCE_WITHOUT_SPACE.test(text.slice(cut - 2, cut)) && !startsBadly(text, cut)
      ? 'sentence'
      : undefined;
  }
  let [at, lines] = [cut, 0];
  while (at > 0 && cut - at < 8 && isBreakingSpace(text, at - 1)) if (text[--at] === '\n') lines++;
  if (lines > 0) return lines > 1 ? 'paragraph' : 'newline';
  return ENDS_SENTENCE.test(text.slice(Math.max(0, at - 2), at)) ? 'sentence' : 'word';
}

/** The end of a word in a script without spaces. */
function wordBorder(text: string, start: number, limit: number, allowed: (cut: number) => boolean): number | undefined {
  if (text.charCodeAt(limit - 1) < WITHOUT_SPACES) return undefined;
  const from = Math.max(start, limit - WORDS_WITHIN);
  const cuts = Array.from(WORDS.segment(text.slice(from, limit + 2)), ({ index }) => from + index);
  return cuts.findLast(
    (cut) =>
      cut > from &&
      cut <= limit &&
      cut >= limit - (limit - start) / 2 &&
      !startsBadly(text, cut) &&
      !NOT_AT_AN_END.test(text.slice(cut - 1, cut)) &&
      graphemeBorder(text, start, cut) === cut &&
      allowed(cut),
  );
}

function startsBadly(text: string, cut: number): boolean {
  return NOT_AT_A_START.test(text.slice(cut, cut + 1));
}
