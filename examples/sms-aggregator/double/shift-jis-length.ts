/** Rows of JIS X 0208 that differ from one machine to the next: the aggregator refuses what is in them. */
const MACHINE_DEPENDENT_LEADS = [0x87, 0xed, 0xee, 0xfa, 0xfb, 0xfc];

/** How many bytes each character takes; built from what the platform decodes, on first use. */
let widths: Map<string, number> | undefined;

/** Bytes of a text in Shift_JIS, a line feed being two; `undefined`: it has a character that is not allowed. */
export function shiftJisLength(text: string): number | undefined {
  widths ??= measure();
  let bytes = 0;
  for (const character of text) {
    const width = widths.get(character);
    if (width === undefined) return undefined;
    bytes += width;
  }
  return bytes;
}

function measure(): Map<string, number> {
  const decoder = new TextDecoder('shift_jis');
  const found = new Map<string, number>([['\n', 2]]);
  for (let byte = 0x20; byte < 0x7f; byte += 1) found.set(String.fromCharCode(byte), 1);
  for (let byte = 0xa1; byte < 0xe0; byte += 1) found.set(decoder.decode(Uint8Array.of(byte)), 1);
  for (let lead = 0x81; lead < 0xf0; lead += 1) {
    if ((lead > 0x9f && lead < 0xe0) || MACHINE_DEPENDENT_LEADS.includes(lead)) continue;
    for (let trail = 0x40; trail < 0xfd; trail += 1) {
      const character = decoder.decode(Uint8Array.of(lead, trail));
      if ([...character].length === 1 && character !== '\ufffd' && !found.has(character)) found.set(character, 2);
    }
  }
  // Where Unicode has two code points for one character of the standard, both are taken.
  for (const twin of '〜‖−¢£¬—') found.set(twin, 2);
  return found;
}
