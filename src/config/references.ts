import { resolve } from 'node:path';
import { type ConfigProblem, formatPath } from './config-problem.js';

/** Where references are looked up. */
export interface ReferenceSource {
  env: Readonly<Record<string, string | undefined>>;
  /** Throws when the file cannot be read. */
  readFile: (path: string) => string;
  /** The folder at which relative paths start. */
  directory: string;
  /** The configuration's own file, for messages. */
  file: string;
}

export interface Resolved {
  value: unknown;
  problems: ConfigProblem[];
  /** Where a reference was, and what the whole string became. */
  referenced: { path: readonly PropertyKey[]; text: string }[];
}

/** `${…}`, or `$${` for a literal `${`. */
const REFERENCE = /\$\$\{|\$\{([^}]*)\}/g;
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;
const FILE = /^file:(.+)$/;

type Lookup = { text: string } | { problem: string; remedy: string };

/** Replaces `${NAME}` and `${file:PATH}` inside every string value. Keys are left alone. */
export function resolveReferences(input: unknown, source: ReferenceSource): Resolved {
  const problems: ConfigProblem[] = [];
  const referenced: Resolved['referenced'] = [];

  const resolveText = (text: string, path: readonly PropertyKey[]): string => {
    let found = false;
    const replaced = text.replaceAll(REFERENCE, (match, inner: string | undefined) => {
      if (inner === undefined) return '${';
      found = true;
      const looked = lookUp(inner, source);
      if ('text' in looked) return looked.text;
      problems.push({ file: source.file, path: formatPath(path), ...looked });
      return match;
    });
    if (found) referenced.push({ path, text: replaced });
    return replaced;
  };

  const walk = (value: unknown, path: readonly PropertyKey[], above: readonly unknown[]): unknown => {
    if (typeof value === 'string') return resolveText(value, path);
    if (!isPlain(value)) return value;
    if (above.includes(value)) {
      problems.push({ file: source.file, path: formatPath(path), ...CONTAINS_ITSELF });
      return undefined;
    }
    const inside = [...above, value];
    if (Array.isArray(value)) return value.map((item, index) => walk(item, [...path, index], inside));
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, walk(item, [...path, key], inside)]));
  };

  return { value: walk(input, [], []), problems, referenced };
}

const CONTAINS_ITSELF = { problem: 'contains itself', remedy: 'Take the circle out.' };

function lookUp(inner: string, source: ReferenceSource): Lookup {
  const file = FILE.exec(inner)?.[1];
  if (file !== undefined) return fromFile(file, source);
  if (VARIABLE.test(inner)) return fromEnvironment(inner, source);
  return {
    problem: 'holds something that is not a reference',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: this is how a reference is written
    remedy: 'Write "${NAME}" or "${file:/path}"; for a literal "${" write "$${".',
  };
}

function fromEnvironment(variable: string, { env }: ReferenceSource): Lookup {
  const text = env[variable];
  if (text !== undefined) return { text };
  return {
    problem: `refers to the environment variable ${variable}, which is not set`,
    remedy: `Set ${variable}, or correct its name.`,
  };
}

function fromFile(path: string, { directory, readFile }: ReferenceSource): Lookup {
  try {
    return { text: readFile(resolve(directory, path)).replace(/\r?\n$/, '') };
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    return {
      problem: `refers to the file ${path}, which cannot be read${typeof code === 'string' ? ` (${code})` : ''}`,
      remedy: 'Put the file there, or make it readable for this user.',
    };
  }
}

function isPlain(value: unknown): value is object {
  if (Array.isArray(value)) return true;
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
