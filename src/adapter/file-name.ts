const EXTENDED = /filename\*\s*=\s*utf-8'[^']*'([^;\s]+)/i;
const PLAIN = /filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^";\s]+))/i;

/** The file name in a `Content-Disposition`, its last piece where it is a path. Source: RFC 6266. */
export function fileNameIn(disposition: string | undefined): string | undefined {
  if (disposition === undefined) return undefined;
  const [, extended] = EXTENDED.exec(disposition) ?? [];
  const [, quoted, bare] = PLAIN.exec(disposition) ?? [];
  const name = (extended && decoded(extended)) || quoted?.replace(/\\(["\\])/g, '$1') || bare;
  const piece = name?.split(/[\\/]/).pop() ?? '';
  return piece.replace(/\p{Cc}/gu, '').trim() || undefined;
}

function decoded(name: string): string | undefined {
  try {
    return decodeURIComponent(name);
  } catch {
    return undefined;
  }
}
