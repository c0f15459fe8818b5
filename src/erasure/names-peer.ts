import type { Address } from '../contract/address.js';

/** Whether a text an outsider has written (an id, a raw body) holds the address, as it is, without its `+`, or in Base64. */
export function namesPeer(text: string, addresses: readonly Pick<Address, 'value'>[]): boolean {
  return addresses.some(({ value }) => {
    const bare = value.startsWith('+') ? value.slice(1) : value;
    return bare !== '' && (text.includes(bare) || decodedPieces(text).some((piece) => piece.includes(bare)));
  });
}

/** Some ids are a prefix, a dot, and bytes in Base64 that hold a number. */
function decodedPieces(text: string): string[] {
  return text
    .split(/[^A-Za-z0-9+/=_-]/)
    .filter((piece) => piece.length >= 8)
    .map((piece) => Buffer.from(piece, 'base64').toString('utf8'));
}
