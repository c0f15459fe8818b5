import { z } from 'zod';
import { configSchema } from './config-schema.js';

/** The JSON Schema of the configuration, for editors: what may be written. */
export function configJsonSchema(): object {
  const schema = forEditors(z.toJSONSchema(configSchema, { io: 'input' })) as object;
  return { title: 'Channelwright configuration', ...schema };
}

/** The text of `docs/reference/config.schema.json`. */
export function configJsonSchemaText(): string {
  return `${JSON.stringify(configJsonSchema(), null, 2)}\n`;
}

/** Our own words are left out, and every patterned text may hold a reference: what it will become is checked when read. */
function forEditors(node: unknown, within?: string): unknown {
  if (Array.isArray(node)) return node.map((item) => forEditors(item));
  if (typeof node !== 'object' || node === null) return node;
  const entries = Object.entries(node).filter(([key]) => within === 'properties' || !OUR_WORDS.includes(key));
  return Object.fromEntries(
    entries.map(([key, value]) => {
      if (key === 'pattern' && within !== 'propertyNames') return [key, `(?:${value})|\\$\\{`];
      return [key, forEditors(value, key)];
    }),
  );
}

const OUR_WORDS = ['remedy', 'secret'];
