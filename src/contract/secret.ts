import { z } from 'zod';

/**
 * A setting that must never be shown: masked in forms, logs and errors, encrypted at rest. Written as one value or as a
 * list for rotation (the first is used to send, all of them to verify); always read as a list.
 */
export function secret(description?: string) {
  const one = z.string().min(1);
  const meta = description === undefined ? { secret: true } : { secret: true, description };
  return z
    .union([one, z.array(one).min(1)])
    .transform((value) => (typeof value === 'string' ? [value] : value))
    .meta(meta);
}
