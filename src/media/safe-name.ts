const MOST_CHARACTERS = 100;

/** A file name that is one: no path, nothing that steers, no more than fits. Its end is kept, which says what it is. */
export function safeName(name: string): string {
  const piece = name.split(/[/\\]/).at(-1) ?? '';
  const plain = piece
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}:*?"<>|;%\uFFFD]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^\.+/, '');
  const characters = [...plain];
  const dot = plain.lastIndexOf('.');
  const extension = dot > 0 ? [...plain.slice(dot)].slice(0, 20) : [];
  const short = characters.length <= MOST_CHARACTERS;
  const kept = short ? plain : [...characters.slice(0, MOST_CHARACTERS - extension.length), ...extension].join('');
  return kept || 'file';
}
