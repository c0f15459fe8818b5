import type { Json } from '../../contract/json.js';
import { type FormField, type FormItem, fieldsOf } from './form-field.js';
import type { FieldProblem } from './form-values.js';

/** What is read of an issue: all copies and versions of zod have these. */
interface SchemaIssue {
  path: readonly PropertyKey[];
  message: string;
}

/** Words for people are not longer, characters. */
const MOST_WORDS = 300;

/** Words that zod writes itself, for programmers. */
const OF_THE_LIBRARY = /^(Invalid|Too|Unrecognized|Expected|Required)\b/;

/**
 * What a schema has against settings, beside the fields it is about. An issue that is about no field of the form comes under the
 * empty name. What was typed is never repeated: it may be a secret.
 */
export function schemaIssues(
  issues: readonly SchemaIssue[],
  items: readonly FormItem[],
  settings: Json,
): Map<string, FieldProblem> {
  const fields = fieldsOf(items);
  const problems = new Map<string, FieldProblem>();
  const typed = textsIn(settings);
  for (const { path, message } of issues) {
    const field = fields.find((each) => each.path.every((step, at) => path[at] === step));
    const name = field?.name ?? '';
    if (!problems.has(name)) problems.set(name, invalid(withTitles(message, fields), typed));
  }
  return problems;
}

/** Authors name other settings by their keys: the reader knows them by what stands above their fields. */
function withTitles(message: string, fields: readonly FormField[]): string {
  return message.replace(/`(\w+)`/g, (whole, key: string) => {
    const title = fields.find(({ path }) => path.at(-1) === key)?.title;
    return title === undefined ? whole : `“${title}”`;
  });
}

function invalid(message: string, typed: readonly string[]): FieldProblem {
  if (OF_THE_LIBRARY.test(message)) return { kind: 'invalid' };
  return { kind: 'invalid', words: discreet(message, typed) };
}

/** Somebody else's words without what was typed, and not too many of them. */
export function discreet(words: string, typed: readonly string[]): string {
  let kept = words;
  for (const text of typed) kept = kept.replaceAll(text, '…');
  return kept.slice(0, MOST_WORDS);
}

/** Every text in settings, the longest first. Very short ones would hide half of any sentence. */
export function textsIn(settings: Json): string[] {
  return [...texts(settings)].filter((text) => text.length >= 4).sort((one, other) => other.length - one.length);
}

function* texts(value: Json): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (typeof value === 'object' && value !== null)
    for (const inner of Object.values(value)) yield* texts(inner as Json);
}
