import { z } from 'zod';

const UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const DURATION = /^(\d{1,9})(ms|s|m|h|d)$/;

/** `500ms`, `10s`, `15m`, `24h`, `14d` → milliseconds; `undefined` for anything else. */
export function parseDuration(text: string): number | undefined {
  const [, count, unit] = DURATION.exec(text) ?? [];
  if (count === undefined) return undefined;
  return Number(count) * UNITS[unit as keyof typeof UNITS];
}

/** A duration as it is written, read as milliseconds. */
export function duration(description: string) {
  return z
    .string()
    .regex(DURATION, 'is not a duration')
    .transform((text) => parseDuration(text) as number)
    .meta({ description, remedy: 'Write a whole number and a unit (ms, s, m, h or d), such as 15m.' });
}
