import type { z } from 'zod';

/** A member that Meta may leave out or change, and whose absence must not cost us the rest. */
export const optional = <T extends z.ZodType>(schema: T) => schema.nullish().catch(undefined);
