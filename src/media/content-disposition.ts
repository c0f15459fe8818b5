import { safeName } from './safe-name.js';

/** What a browser may show by itself. All else it keeps, also what could run: HTML and SVG. */
const SHOWN = /^(?:audio\/|video\/|image\/(?!svg)|text\/plain$)/i;

/** Source: RFC 6266 and RFC 8187: a plain name for old readers, the real one beside it. */
export function contentDisposition(type: string, name: string | undefined): string {
  const disposition = SHOWN.test(type) ? 'inline' : 'attachment';
  if (name === undefined) return disposition;
  const safe = safeName(name);
  const plain = safe.replace(/[^\x20-\x7e]/g, '_').replace(/["\\]/g, '_');
  if (plain === safe) return `${disposition}; filename="${plain}"`;
  return `${disposition}; filename="${plain}"; filename*=UTF-8''${extended(safe)}`;
}

function extended(name: string): string {
  return encodeURIComponent(name).replace(/['()*]/g, (character) => `%${character.charCodeAt(0).toString(16)}`);
}
