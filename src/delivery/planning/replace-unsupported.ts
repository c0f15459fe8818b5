import type { EncodedText } from '../../contract/capabilities.js';
import { graphemes } from './graphemes.js';

/**
 * A text without what the provider cannot carry. A composed form that it carries is preferred (か and its mark, as some
 * computers write が); else the character as a person sees it is replaced once, however many code points it has.
 */
export function replaceUnsupported(
  text: string,
  unsupported: readonly string[],
  replaceWith: string,
  encode: (text: string) => EncodedText,
): string {
  const missing = new Set(unsupported);
  if (!missing.size) return text;
  let out = '';
  for (const segment of graphemes(text)) {
    out += [...segment].some((character) => missing.has(character)) ? replaced(segment) : segment;
  }
  return out;

  function replaced(segment: string): string {
    const composed = segment.normalize('NFC');
    return composed !== segment && encode(composed).unsupported.length === 0 ? composed : replaceWith;
  }
}
