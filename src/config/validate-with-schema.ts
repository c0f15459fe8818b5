import type { z } from 'zod';
import { type SettingsSchema, settingsSchema } from '../contract/settings-schema.js';
import type { ConfigProblem } from './config-problem.js';
import { type SchemaIssue, schemaProblems } from './schema-problems.js';

export type Validated<T> = { ok: true; value: T } | { ok: false; problems: ConfigProblem[] };

/**
 * Validate a piece of the configuration with somebody's schema: an adapter's settings.
 *
 * Only `safeParse` and the issues' code, path and message are relied on, since the schema may be of another copy of zod.
 *
 * @param where the file, and where in it the value stands
 */
export function validateWithSchema<T>(
  schema: z.ZodType<T>,
  value: unknown,
  where: { file: string; path: string },
): Validated<T> {
  const result = schema.safeParse(value);
  if (result.success) return { ok: true, value: result.data };
  const issues = result.error.issues as readonly SchemaIssue[];
  return { ok: false, problems: schemaProblems(issues, { schema: asData(schema), value, ...where }) };
}

/** A schema that cannot be read as data gives poorer remedies, not an error. */
function asData(schema: z.ZodType): SettingsSchema {
  try {
    return settingsSchema(schema);
  } catch {
    return {};
  }
}
