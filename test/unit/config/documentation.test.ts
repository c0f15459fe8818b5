import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { API_VERSION_SUPPORT } from '../../../src/config/api-version-support.js';
import { configJsonSchema, configJsonSchemaText } from '../../../src/config/config-json-schema.js';
import { DEFAULTS, POSTGRES_DEFAULTS } from '../../../src/config/defaults.js';
import { documentedSettings } from './documented-settings.js';

interface Node {
  properties?: Record<string, Node>;
  additionalProperties?: Node | false;
  items?: Node;
  anyOf?: Node[];
}

/** Has a page of its own. */
const TOLD_ELSEWHERE = /\.outsideWindow$/;

/** Every setting a person can write, with `*` for a name and `[]` for an entry of a list. */
function settings(node: Node, path = ''): string[] {
  const inner = [
    ...Object.entries(node.properties ?? {}).map(
      ([key, child]) => [path === '' ? key : `${path}.${key}`, child] as const,
    ),
    ...(node.additionalProperties && 'properties' in node.additionalProperties
      ? [[`${path}.*`, node.additionalProperties] as const]
      : []),
    ...(node.items?.properties ? [[`${path}[]`, node.items] as const] : []),
  ];
  const own = inner.flatMap(([at, child]) => settings(child, at));
  const forms = TOLD_ELSEWHERE.test(path) ? [] : (node.anyOf ?? []).flatMap((form) => settings(form, path));
  return own.length === 0 && forms.length === 0 ? [path] : [...new Set([...own, ...forms])];
}

function flatten(value: unknown, path = ''): Record<string, string> {
  if (typeof value !== 'object' || value === null) return { [path]: String(value) };
  return Object.assign(
    {},
    ...Object.entries(value).map(([key, inner]) => flatten(inner, path === '' ? key : `${path}.${key}`)),
  );
}

describe('docs/reference/configuration.md', () => {
  it('lists every setting, and no other', () => {
    const documented = documentedSettings().map(({ path }) => path);
    const existing = settings(configJsonSchema() as Node).filter((path) => path !== '$schema');
    expect(documented.sort()).toEqual(existing.sort());
  });

  it('gives the defaults that hold', () => {
    const documented = documentedSettings().filter((row) => row.default !== undefined && row.default !== '[]');
    expect(Object.fromEntries(documented.map((row) => [row.path, row.default]))).toEqual({
      ...flatten(DEFAULTS),
      ...flatten({ store: POSTGRES_DEFAULTS }),
      'channels.*.settings': '{}',
      'channels.*.accounts[].settings': '{}',
    });
  });

  it('says until when HubSpot supports each version', () => {
    const text = readFileSync('docs/reference/configuration.md', 'utf8');
    for (const [version, { until }] of Object.entries(API_VERSION_SUPPORT)) {
      expect(text).toContain(`| \`${version}\` | ${until} |`);
    }
  });
});

it('docs/reference/config.schema.json is current (else: npm run docs, after a build)', () => {
  expect(readFileSync('docs/reference/config.schema.json', 'utf8')).toBe(configJsonSchemaText());
});
