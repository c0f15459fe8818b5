import type { EncodedText } from '../contract/capabilities.js';

/** UTF-16 code units, as JavaScript counts: what a text capability without `encode` means. Everything is supported. */
export function utf16Units(text: string): EncodedText {
  return { units: text.length, unsupported: [] };
}
