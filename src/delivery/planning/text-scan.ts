const SPACE = /\s/;

/** Whether there is white space at the index. */
export function isSpace(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  if (code <= 0x20) return code === 0x20 || (code >= 0x09 && code <= 0x0d);
  return code >= 0xa0 && SPACE.test(text[index] ?? 'x');
}

/** White space at which a line may be broken: not the spaces that are made to hold words together. */
export function isBreakingSpace(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  return isSpace(text, index) && code !== 0xa0 && code !== 0x202f && code !== 0xfeff;
}

/** The end of the stretch without the white space it ends with. */
export function trimmedEnd(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && isSpace(text, at - 1)) at--;
  return at;
}

/** The first place from here on that is not white space. */
export function skipSpace(text: string, start: number): number {
  let at = start;
  while (at < text.length && isSpace(text, at)) at++;
  return at;
}

/** Whether the index is between the two halves of a surrogate pair. */
export function insidePair(text: string, index: number): boolean {
  const [before, after] = [text.charCodeAt(index - 1), text.charCodeAt(index)];
  return before >= 0xd800 && before <= 0xdbff && after >= 0xdc00 && after <= 0xdfff;
}
