import type { SettingsSchema } from '../contract/settings-schema.js';

/** A JSON Schema with what our own schemas say for people. */
export interface SchemaNode extends SettingsSchema {
  description?: string;
  /** What to write, as a sentence. Set by our own schemas. */
  remedy?: string;
  enum?: unknown[];
}

/** Every piece of the schema that speaks for a path: several where there is a choice. */
export function schemaNodes(root: SettingsSchema, path: readonly PropertyKey[]): SchemaNode[] {
  let nodes = spread(root, root);
  for (const step of path) nodes = nodes.flatMap((node) => child(node, step)).flatMap((node) => spread(root, node));
  return nodes;
}

function child(node: SettingsSchema, step: PropertyKey): SettingsSchema[] {
  if (typeof step === 'number') return present(node.prefixItems?.[step] ?? node.items);
  return present(node.properties?.[String(step)] ?? node.additionalProperties);
}

function present(node: SettingsSchema | false | undefined): SettingsSchema[] {
  return node ? [node] : [];
}

/** The node itself, what it refers to, and its alternatives. */
function spread(root: SettingsSchema, node: SettingsSchema, depth = 0): SchemaNode[] {
  if (depth > 16) return [];
  const target = node.$ref === undefined ? undefined : root.$defs?.[node.$ref.replace('#/$defs/', '')];
  const inner = [...(node.anyOf ?? []), ...(node.oneOf ?? []), ...(node.allOf ?? []), ...present(target)];
  return [node as SchemaNode, ...inner.flatMap((other) => spread(root, other, depth + 1))];
}
