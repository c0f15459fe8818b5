const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** The beginning of a text, at most `maxUtf16` code units of it, cut between two characters as a reader sees them. */
export function clip(text: string, maxUtf16: number): string {
  if (text.length <= maxUtf16) return text;
  const cut = graphemes.segment(text).containing(Math.max(0, Math.floor(maxUtf16)));
  return text.slice(0, cut?.index ?? 0);
}
