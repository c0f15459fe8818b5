/**
 * PostgreSQL's `text` holds no NUL and no half of a surrogate pair; keys and columns come from other people and may. Those, and the
 * sign itself, are written as the sign and four hexadecimal digits. Everything else is kept as it is, so that keys are readable and
 * stand in the order of their bytes.
 */
const SIGN = '\u0001';
const NUL = '\u0000';
const DIGITS = 4;

export function toHeld(text: string): string {
  if (!text.includes(NUL) && !text.includes(SIGN) && text.isWellFormed()) return text;
  // By code points: a whole pair is one of them, and what is left of a surrogate is half of one.
  return Array.from(text, (point) => (isHeld(point) ? point : written(point))).join('');
}

export function fromHeld(held: string): string {
  if (!held.includes(SIGN)) return held;
  const [first = '', ...rest] = held.split(SIGN);
  return rest.reduce((text, part) => text + read(part.slice(0, DIGITS)) + part.slice(DIGITS), first);
}

function isHeld(point: string): boolean {
  return point !== NUL && point !== SIGN && point.isWellFormed();
}

function written(unit: string): string {
  return SIGN + unit.charCodeAt(0).toString(16).padStart(DIGITS, '0');
}

function read(hex: string): string {
  return String.fromCharCode(Number.parseInt(hex, 16));
}
