import type { EncodedText } from '../contract/capabilities.js';

/** Bytes in UTF-8. Everything is supported. */
export function utf8Bytes(text: string): EncodedText {
  return { units: Buffer.byteLength(text), unsupported: [] };
}
