import type { EncodedText } from '../contract/capabilities.js';

const BEYOND = /[\u{10000}-\u{10ffff}]/gu;

/**
 * UCS-2 characters of two bytes each, for providers that take nothing beyond them: most emoji are unsupported. A provider
 * that says UCS-2 and carries emoji counts {@link utf16Units}.
 */
export function ucs2(text: string): EncodedText {
  return { units: text.length, unsupported: [...new Set(text.match(BEYOND))] };
}
