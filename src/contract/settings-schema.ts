import { z } from 'zod';

/** A settings schema as data: what may be written, before any transform. */
export interface SettingsSchema {
  type?: string;
  $ref?: string;
  $defs?: Record<string, SettingsSchema>;
  properties?: Record<string, SettingsSchema>;
  additionalProperties?: SettingsSchema | false;
  items?: SettingsSchema;
  prefixItems?: SettingsSchema[];
  anyOf?: SettingsSchema[];
  oneOf?: SettingsSchema[];
  allOf?: SettingsSchema[];
  /** Set by `secret()`. */
  secret?: boolean;
}

/** The JSON Schema of what a person writes. Pieces JSON Schema cannot express are left open. */
export function settingsSchema(schema: z.ZodType): SettingsSchema {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as SettingsSchema;
}

/** Whether unknown keys are refused at the top: a strict object, or a choice between strict objects. */
export function isStrictObject(schema: SettingsSchema): boolean {
  const choices = schema.oneOf ?? schema.anyOf;
  if (choices !== undefined) return choices.every(isStrictObject);
  return schema.type === 'object' && schema.additionalProperties === false;
}
