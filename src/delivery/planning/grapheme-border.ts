const GRAPHEMES = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/**
 * The last border between two characters, as a person sees them, that is not after `index`. `start` must be such a border: the
 * text before it is not looked at, so the cost is that of the stretch.
 */
export function graphemeBorder(text: string, start: number, index: number): number {
  if (index >= text.length || neverJoined(text.charCodeAt(index - 1), text.charCodeAt(index))) return index;
  const next = text.codePointAt(index)! > 0xffff ? 2 : 1;
  const segment = GRAPHEMES.segment(text.slice(start, index + next)).containing(index - start);
  return start + (segment?.index ?? index - start);
}

/** Most text can do without the segmenter: letters of Latin, kana and kanji are characters of their own. */
function neverJoined(before: number, after: number): boolean {
  return standsAlone(before) && standsAlone(after) && !(before === 0x0d && after === 0x0a);
}

function standsAlone(code: number): boolean {
  if (code < 0x300) return true;
  if (code < 0x3041 || code > 0x9fff) return false;
  return code !== 0x3099 && code !== 0x309a && !(code >= 0x31f0 && code < 0x4e00);
}
