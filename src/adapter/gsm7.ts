import type { EncodedText } from '../contract/capabilities.js';

/** The default alphabet and its extension table. Source: 3GPP TS 23.038, 6.2.1. The escape itself is no character. */
const BASIC =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
const EXTENSION = '\f^{}\\[~]|€';

const SEPTETS = new Uint8Array(0x10000);
for (const character of BASIC) SEPTETS[character.charCodeAt(0)] = 1;
for (const character of EXTENSION) SEPTETS[character.charCodeAt(0)] = 2;

/** What the UTF-16 code unit costs in the GSM 7-bit alphabet: 1, 2 behind an escape, or 0 where it has no place in it. */
export function septetsOf(codeUnit: number): number {
  return SEPTETS[codeUnit] ?? 0;
}

/**
 * Septets of the GSM 7-bit default alphabet; `^ { } \ [ ] ~ | €` and form feed cost two. What the alphabet lacks is
 * unsupported, and counts as one. For whole messages of segments see {@link smsText}.
 */
export function gsm7(text: string): EncodedText {
  const unsupported = new Set<string>();
  let units = 0;
  for (let index = 0; index < text.length; index++) {
    const septets = septetsOf(text.charCodeAt(index));
    units += septets || 1;
    if (septets > 0) continue;
    const character = String.fromCodePoint(text.codePointAt(index)!);
    unsupported.add(character);
    index += character.length - 1;
  }
  return { units, unsupported: [...unsupported] };
}
