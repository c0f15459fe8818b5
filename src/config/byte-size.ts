import { z } from 'zod';

const UNITS = { B: 1, KB: 1_000, MB: 1_000_000, GB: 1_000_000_000 } as const;
const SIZE = /^(\d{1,6})(B|KB|MB|GB)$/;

/** `25MB` → bytes, in powers of ten; `undefined` for anything else. */
export function parseByteSize(text: string): number | undefined {
  const [, count, unit] = SIZE.exec(text) ?? [];
  if (count === undefined) return undefined;
  return Number(count) * UNITS[unit as keyof typeof UNITS];
}

/** A size as it is written, read as bytes. */
export function byteSize(description: string) {
  return z
    .string()
    .regex(SIZE, 'is not a size')
    .transform((text) => parseByteSize(text) as number)
    .meta({ description, remedy: 'Write a whole number and a unit (B, KB, MB or GB), such as 25MB.' });
}
