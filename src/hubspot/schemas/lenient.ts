import { z } from 'zod';

/** An id: HubSpot writes most as strings and some as numbers, not always the same ones. Read as a string. */
export const id = z.union([z.string().min(1), z.number().transform(String)]);

/** An id where HubSpot wants a number. Digits in a string are accepted. */
export const numericId = z.union([
  z.number().int(),
  z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number),
]);

/** A time, ISO 8601. Milliseconds since the epoch are accepted and rewritten. */
export const timestamp = z.union([
  z.string(),
  z
    .number()
    .refine((ms) => Math.abs(ms) <= 8.64e15)
    .transform((ms) => new Date(ms).toISOString()),
]);

/** A value this version does not know. It survives as it came. */
export type Unlisted = string & Record<never, never>;

/** One of the listed values, or any other string: HubSpot adds values without notice. */
export function openEnum<const T extends readonly [string, ...string[]]>(values: T) {
  return z.union([z.enum(values), z.custom<Unlisted>((value) => typeof value === 'string')]);
}

/** A field nothing depends on: where it has an unexpected shape it is left out rather than refusing the whole. */
export function decorative<T extends z.ZodType>(schema: T) {
  return schema.optional().catch(undefined);
}

/** Elements that cannot be read are left out; what is not a list is an empty one. */
export function listOf<T extends z.ZodType>(element: T) {
  return z
    .array(z.unknown())
    .catch([])
    .transform((items) =>
      items.flatMap((item) => {
        const read = element.safeParse(item);
        return read.success ? [read.data] : [];
      }),
    );
}
