import type { SettingsSchema } from '../contract/settings-schema.js';
import { closestWord } from './closest-word.js';
import { type ConfigProblem, formatPath } from './config-problem.js';
import { type SchemaNode, schemaNodes } from './schema-node.js';

/** What is read of an issue: all copies and versions of zod have these. */
export interface SchemaIssue {
  code?: string | undefined;
  path: readonly PropertyKey[];
  message: string;
  keys?: readonly string[];
  expected?: string;
  issues?: readonly { message: string }[];
  /** Of a choice: what each alternative said. */
  errors?: readonly (readonly SchemaIssue[])[];
}

/** What an issue is about. */
export interface SchemaContext {
  /** The schema as data, for remedies and known keys. */
  schema: SettingsSchema;
  /** What was validated. */
  value: unknown;
  file: string;
  /** Where the validated value stands in the file. */
  path: string;
}

/** A validator's issues in the form of every other problem of the configuration. */
export function schemaProblems(issues: readonly SchemaIssue[], context: SchemaContext): ConfigProblem[] {
  return issues.flatMap((issue) => {
    const meant = alternativeMeant(issue);
    if (meant) return schemaProblems(meant, context);
    return issue.code === 'unrecognized_keys' ? unknownKeys(issue, context) : [oneProblem(issue, context)];
  });
}

/** Of several forms the one that was begun: only something inside it is wrong. */
function alternativeMeant({ code, path, message, errors = [] }: SchemaIssue): SchemaIssue[] | undefined {
  if (code !== 'invalid_union' || message !== 'Invalid input') return undefined;
  const begun = errors.filter((issues) => issues.length > 0 && issues.every((issue) => issue.path.length > 0));
  return begun.length === 1 ? begun[0]!.map((issue) => ({ ...issue, path: [...path, ...issue.path] })) : undefined;
}

function unknownKeys(issue: SchemaIssue, context: SchemaContext): ConfigProblem[] {
  const known = schemaNodes(context.schema, issue.path).flatMap((node) => Object.keys(node.properties ?? {}));
  return (issue.keys ?? []).map((key) => {
    const meant = closestWord(key, known);
    const listed = known.length > 0 ? `Possible here: ${known.join(', ')}.` : 'Leave it out.';
    return at(context, [...issue.path, key], {
      problem: 'is not a known key',
      remedy: meant === undefined ? listed : `Did you mean "${meant}"?`,
    });
  });
}

function oneProblem(issue: SchemaIssue, context: SchemaContext): ConfigProblem {
  const nodes = schemaNodes(context.schema, issue.path);
  const value = valueAt(context.value, issue.path);
  if (issue.code === 'invalid_key') {
    return at(context, issue.path, { problem: messageOf(issue, undefined), remedy: keyRemedy(context, issue.path) });
  }
  if (value === undefined) return at(context, issue.path, { problem: 'is missing', remedy: missingRemedy(nodes) });
  return at(context, issue.path, { problem: problemText(issue, value), remedy: remedyOf(nodes, value) });
}

function at(context: SchemaContext, path: readonly PropertyKey[], said: { problem: string; remedy: string }) {
  const inner = formatPath(path);
  const dot = context.path === '' || inner === '' || inner.startsWith('[') ? '' : '.';
  return { file: context.file, path: `${context.path}${dot}${inner}`, ...said };
}

function problemText(issue: SchemaIssue, value: unknown): string {
  if (issue.code === 'invalid_type' && issue.expected !== undefined && issue.message.startsWith('Invalid input')) {
    return `is ${withArticle(kindOf(value))}, not ${withArticle(issue.expected)}`;
  }
  if (issue.code === 'invalid_union' && issue.message === 'Invalid input') return 'has none of the possible forms';
  return messageOf(issue, value);
}

/** Words of zod's own are wrapped; words of whoever wrote the schema are taken as they are, without the value. */
function messageOf(issue: SchemaIssue, value: unknown): string {
  const message = issue.code === 'invalid_key' ? (issue.issues?.[0]?.message ?? issue.message) : issue.message;
  const discreet = typeof value === 'string' && value !== '' ? message.replaceAll(value, '…') : message;
  return /^(Invalid|Too|Unrecognized)\b/.test(discreet)
    ? `is not valid (${discreet.charAt(0).toLowerCase()}${discreet.slice(1)})`
    : discreet;
}

function remedyOf(nodes: SchemaNode[], value: unknown): string {
  const said = nodes.find((node) => node.remedy !== undefined)?.remedy;
  if (said !== undefined) return said;
  const words = nodes.flatMap((node) => node.enum ?? []);
  if (words.length > 0) return `Write one of: ${words.join(', ')}.`;
  const meaning = nodes.find((node) => node.description !== undefined)?.description;
  const types = [...new Set(nodes.flatMap((node) => node.type ?? []))];
  if (meaning !== undefined) return `${howToWrite(types, value)}Expected: ${sentence(meaning)}`;
  const keys = nodes.flatMap((node) => Object.keys(node.properties ?? {}));
  const listed = keys.length > 0 ? ` Possible here: ${keys.join(', ')}.` : '';
  if (types.length === 0) return 'See the documentation of this setting.';
  return `Write ${types.map(withArticle).join(' or ')}.${listed}`;
}

/** What YAML reads otherwise than it was meant: an unquoted number, one entry for a list of one. */
function howToWrite(types: readonly string[], value: unknown): string {
  if (typeof value === 'number' && types.includes('string')) return 'Put it in quotes. ';
  if (typeof value === 'string' && types.length === 1 && types[0] === 'array') return 'Put it in brackets. ';
  return '';
}

function missingRemedy(nodes: SchemaNode[]): string {
  const meaning = nodes.find((node) => node.description !== undefined)?.description;
  const said = nodes.find((node) => node.remedy !== undefined)?.remedy;
  return ['Add it.', meaning && sentence(meaning), said].filter(Boolean).join(' ');
}

/** Names of a record have a schema of their own. */
function keyRemedy(context: SchemaContext, path: readonly PropertyKey[]): string {
  const nodes = schemaNodes(context.schema, path.slice(0, -1)) as (SchemaNode & { propertyNames?: SchemaNode })[];
  return nodes.find((node) => node.propertyNames?.remedy)?.propertyNames?.remedy ?? 'Choose another name.';
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((inner, step) => (inner as Record<PropertyKey, unknown> | undefined)?.[step], value);
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value;
}

const KINDS: Record<string, string> = {
  array: 'a list',
  object: 'a map of keys',
  record: 'a map of keys',
  string: 'a text',
  null: 'empty',
  int: 'a whole number',
  integer: 'a whole number',
  boolean: 'true or false',
};

function withArticle(kind: string): string {
  return KINDS[kind] ?? `a ${kind}`;
}

function sentence(text: string): string {
  return text.endsWith('.') ? text : `${text}.`;
}
