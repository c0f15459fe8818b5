import type { EncodedText } from '../contract/capabilities.js';

/** What differs between the providers that count this way. */
export interface ShiftJisOptions {
  /** Bytes of a line break, LF or CR LF. Default 1; providers that send CR LF count 2. */
  newline?: number;
  /** Whether half-width katakana (one byte) are carried. Default true. */
  halfWidthKatakana?: boolean;
  /** Whether the machine-dependent characters are carried: NEC row 13 (①, ㈱), NEC's and IBM's extensions (髙, 﨑). Default false. */
  machineDependent?: boolean;
}

/** Lead bytes of JIS X 0208 (rows 1 to 8 and 16 to 84), and of the extensions that only Windows knows. */
const STANDARD: readonly [first: number, last: number][] = [
  [0x81, 0x84],
  [0x88, 0x9f],
  [0xe0, 0xea],
];
const EXTENSIONS: readonly [first: number, last: number][] = [
  [0x87, 0x87],
  [0xed, 0xee],
  [0xfa, 0xfc],
];

/**
 * Characters of JIS X 0208 for which Unicode has two code points, and converters differ in which they mean: the left one is
 * the platform's.
 */
const TWINS = ['～〜', '∥‖', '－−', '￠¢', '￡£', '￢¬', '―—'];
/** JIS X 0201 has yen and overline where ASCII has backslash and tilde. */
const ONE_BYTE_MORE = '¥‾';

const WIDTH = { none: 0, single: 1, kana: 2, standard: 3, extension: 4 } as const;

let cached: Uint8Array | undefined;

/**
 * Bytes in Shift_JIS, as Japanese SMS providers count. What is in neither JIS X 0201 nor JIS X 0208 is unsupported and counts
 * as two.
 */
export function shiftJisBytes(options: ShiftJisOptions = {}): (text: string) => EncodedText {
  const { newline = 1, halfWidthKatakana = true, machineDependent = false } = options;
  const bytes = [0, 1, halfWidthKatakana ? 1 : 0, 2, machineDependent ? 2 : 0];
  return (text) => {
    cached ??= widths();
    const unsupported = new Set<string>();
    let units = 0;
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index);
      if (code === LF || code === CR) {
        units += code === LF && text.charCodeAt(index - 1) === CR ? 0 : newline;
        continue;
      }
      const size = bytes[cached[code]!]!;
      units += size || 2;
      if (size > 0) continue;
      const character = String.fromCodePoint(text.codePointAt(index)!);
      unsupported.add(character);
      index += character.length - 1;
    }
    return { units, unsupported: [...unsupported] };
  };
}

const LF = 0x0a;
const CR = 0x0d;

/** What each UTF-16 code unit is in Shift_JIS, from the platform's own decoder. Made when first needed: some milliseconds. */
function widths(): Uint8Array {
  const table = new Uint8Array(0x10000);
  for (const [ranges, width] of [
    [EXTENSIONS, WIDTH.extension],
    [STANDARD, WIDTH.standard],
  ] as const) {
    for (const character of doubleByte(ranges)) table[character.charCodeAt(0)] = width;
  }
  for (const [platforms, other] of TWINS.map(([a, b]) => [a!, b!] as const)) {
    table[other.charCodeAt(0)] = table[platforms.charCodeAt(0)]!;
  }
  for (let code = 0; code < 0x80; code++) table[code] = WIDTH.single;
  for (const character of ONE_BYTE_MORE) table[character.charCodeAt(0)] = WIDTH.single;
  for (let code = 0xff61; code <= 0xff9f; code++) table[code] = WIDTH.kana;
  return table;
}

function* doubleByte(ranges: readonly [number, number][]): Generator<string> {
  const decoder = new TextDecoder('shift_jis');
  for (const [first, last] of ranges) {
    for (let lead = first; lead <= last; lead++) {
      for (let trail = 0x40; trail <= 0xfc; trail++) {
        const character = decoder.decode(Uint8Array.of(lead, trail));
        if (character.length === 1 && character !== '\ufffd') yield character;
      }
    }
  }
}
