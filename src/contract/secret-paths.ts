import type { z } from 'zod';
import { type SettingsSchema, settingsSchema } from './settings-schema.js';

/** Keys from the top of the settings down to a value. `*` stands for any key of a record or any index of a list. */
export type SettingsPath = readonly string[];

/**
 * Where the secrets of a settings schema are: what to mask in forms, logs and errors, and to encrypt at rest. A secret
 * inside a choice of objects is a secret whichever of them was chosen.
 */
export function secretPaths(schema: z.ZodType): SettingsPath[] {
  const root = settingsSchema(schema);
  const found = new Map<string, SettingsPath>();
  for (const path of walk(root, root, [], new Set())) found.set(JSON.stringify(path), path);
  return [...found.values()];
}

/** @param open the references being followed: a schema that contains itself is walked once */
function* walk(
  root: SettingsSchema,
  node: SettingsSchema,
  path: string[],
  open: ReadonlySet<string>,
): Generator<SettingsPath> {
  if (node.secret === true) {
    yield path;
    return;
  }
  if (node.$ref !== undefined && !open.has(node.$ref)) {
    yield* walk(root, resolve(root, node.$ref), path, new Set([...open, node.$ref]));
  }
  for (const [step, child] of children(node)) yield* walk(root, child, [...path, ...step], open);
}

function* children(node: SettingsSchema): Generator<[step: string[], child: SettingsSchema]> {
  for (const [key, child] of Object.entries(node.properties ?? {})) yield [[key], child];
  if (node.additionalProperties) yield [['*'], node.additionalProperties];
  if (node.items) yield [['*'], node.items];
  for (const child of node.prefixItems ?? []) yield [['*'], child];
  for (const child of [...(node.anyOf ?? []), ...(node.oneOf ?? []), ...(node.allOf ?? [])]) yield [[], child];
}

function resolve(root: SettingsSchema, ref: string): SettingsSchema {
  if (ref === '#') return root;
  return root.$defs?.[ref.replace('#/$defs/', '')] ?? {};
}
