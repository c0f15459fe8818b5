import type { TextCapability } from '../contract/capabilities.js';
import { septetsOf } from './gsm7.js';

/** How a text travels by SMS. */
export interface SmsSize {
  /** One character that GSM-7 lacks turns the whole message into UCS-2. */
  encoding: 'gsm7' | 'ucs2';
  /** Septets, or UTF-16 code units. */
  units: number;
  /** What is billed. An empty text is one. */
  segments: number;
}

/** Units of a lone message, and of each of several: the header that joins them takes six octets. Source: 3GPP TS 23.040. */
const ROOM = { gsm7: { alone: 160, joined: 153 }, ucs2: { alone: 70, joined: 67 } } as const;

/**
 * A limit in whole SMS segments, to be spread into `capabilities.text`: 160 septets or 70 UTF-16 code units for one, 153 or 67
 * each for several. Everything is supported: what GSM-7 lacks makes the message UCS-2.
 */
export function smsText({ segments }: { segments: number }): Pick<TextCapability, 'maxUnits' | 'encode'> {
  return {
    maxUnits: segments,
    encode: (text) => ({ units: text === '' ? 0 : smsSize(text).segments, unsupported: [] }),
  };
}

/** Encoding, length and number of segments of a text. A character of two units is never parted between two segments. */
export function smsSize(text: string): SmsSize {
  const encoding = isGsm7(text) ? 'gsm7' : 'ucs2';
  const { alone, joined } = ROOM[encoding];
  let [units, segments, used] = [0, 1, 0];
  for (let index = 0; index < text.length; index++) {
    const size = encoding === 'gsm7' ? septetsOf(text.charCodeAt(index)) : unitsAt(text, index);
    units += size;
    if (used + size > joined) [segments, used] = [segments + 1, 0];
    used += size;
    if (encoding === 'ucs2') index += size - 1;
  }
  return { encoding, units, segments: units <= alone ? 1 : segments };
}

function isGsm7(text: string): boolean {
  for (let index = 0; index < text.length; index++) if (septetsOf(text.charCodeAt(index)) === 0) return false;
  return true;
}

function unitsAt(text: string, index: number): 1 | 2 {
  return text.codePointAt(index)! > 0xffff ? 2 : 1;
}
