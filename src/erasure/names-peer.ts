import type { Address } from '../contract/address.js';

/**
 * Whether a text an outsider has written (an id, a raw body) holds the address: as it is, without its `+`, as a form writes it, or in
 * Base64. Not where it is only a piece of a longer number or name: that one is somebody else's.
 */
export function namesPeer(text: string, addresses: readonly Pick<Address, 'value'>[]): boolean {
  const known = addresses.map(({ value }) => (value.startsWith('+') ? value.slice(1) : value)).filter((one) => one);
  const isIn = (one: string) => known.some((bare) => holdsWhole(one, bare));
  return [text, ...decodedPieces(text)].some((one) => isIn(one) || (one.includes('%') && isIn(unescaped(one))));
}

const DIGIT = /\p{Nd}/u;
const LETTER_OR_DIGIT = /[\p{L}\p{Nd}]/u;

function holdsWhole(text: string, bare: string): boolean {
  for (let at = text.indexOf(bare); at !== -1; at = text.indexOf(bare, at + 1)) {
    const end = at + bare.length;
    if (!goesOn(bare.at(0), text[at - 1]) && !goesOn(bare.at(-1), text[end])) return true;
  }
  return false;
}

/** Some ids put letters before a number, and its end is where the digits end; a name ends where its letters do. */
function goesOn(edge = '', beside = ''): boolean {
  if (DIGIT.test(edge)) return DIGIT.test(beside);
  return LETTER_OR_DIGIT.test(edge) && LETTER_OR_DIGIT.test(beside);
}

/** What cannot be unescaped stays as it is. */
function unescaped(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (escaped) => {
    return Buffer.from(escaped.replaceAll('%', ''), 'hex').toString('utf8');
  });
}

/** Some ids are a prefix, a dot, and bytes in Base64 that hold a number. */
function decodedPieces(text: string): string[] {
  return text
    .split(/[^A-Za-z0-9+/=_-]/)
    .filter((piece) => piece.length >= 8)
    .map((piece) => Buffer.from(piece, 'base64').toString('utf8'));
}
