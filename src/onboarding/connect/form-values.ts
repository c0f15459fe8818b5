import type { Json } from '../../contract/json.js';
import { type FormField, type FormItem, fieldsOf } from './form-field.js';

/** Why a form field cannot be taken. */
export type FieldProblem =
  | { kind: 'missing' }
  | { kind: 'too-long' }
  | { kind: 'not-a-number' }
  | { kind: 'not-listed' }
  /** In the words of the adapter, or of the library it is checked with. */
  | { kind: 'invalid'; words?: string };

export interface ReadForm {
  /** What was typed, for fields that may be shown again. */
  typed: ReadonlyMap<string, string>;
  /** As a configuration would have them. */
  settings: { [key: string]: Json };
  problems: Map<string, FieldProblem>;
}

/** Characters of one field. */
const LONGEST = 4_096;

/**
 * Reads what the form has fields for, and nothing else: whatever else was sent has no way into the settings. Names of fields are
 * looked up as a whole, and never taken apart.
 */
export function readForm(items: readonly FormItem[], sent: URLSearchParams): ReadForm {
  const typed = new Map<string, string>();
  const problems = new Map<string, FieldProblem>();
  for (const field of fieldsOf(items)) if (field.kind !== 'secret') typed.set(field.name, sent.get(field.name) ?? '');
  return { typed, settings: settingsOf(items, sent, problems) ?? {}, problems };
}

function settingsOf(
  items: readonly FormItem[],
  sent: URLSearchParams,
  problems: Map<string, FieldProblem>,
): { [key: string]: Json } | undefined {
  const settings: { [key: string]: Json } = Object.create(null) as { [key: string]: Json };
  for (const item of items) {
    const key = item.path.at(-1);
    const value = key === undefined ? undefined : settingOf(item, sent, problems);
    if (key !== undefined && value !== undefined) settings[key] = value;
  }
  return Object.keys(settings).length === 0 ? undefined : { ...settings };
}

function settingOf(item: FormItem, sent: URLSearchParams, problems: Map<string, FieldProblem>): Json | undefined {
  if (item.kind === 'fixed') return item.value;
  if (item.kind === 'unshown') return undefined;
  if (item.kind === 'group') return groupValue(item, sent, problems);
  if (item.kind === 'checkbox') return sent.has(item.name);
  const text = (sent.get(item.name) ?? '').trim();
  if (text === '') {
    if (item.required) problems.set(item.name, { kind: 'missing' });
    return undefined;
  }
  const read = text.length > LONGEST ? ({ kind: 'too-long' } as const) : typedValue(item, text);
  if (read.kind === 'value') return read.value;
  problems.set(item.name, read);
  return undefined;
}

/** What may be left out as a whole is left out where nothing of it was filled in. */
function groupValue(
  group: FormItem & { kind: 'group' },
  sent: URLSearchParams,
  problems: Map<string, FieldProblem>,
): Json | undefined {
  const begun = fieldsOf(group.members).some(
    ({ name, kind }) => kind !== 'checkbox' && (sent.get(name) ?? '').trim() !== '',
  );
  if (!group.required && !begun) return undefined;
  return settingsOf(group.members, sent, problems) ?? {};
}

function typedValue(field: FormField, text: string): { kind: 'value'; value: Json } | FieldProblem {
  switch (field.kind) {
    case 'number':
      return Number.isFinite(Number(text)) ? { kind: 'value', value: Number(text) } : { kind: 'not-a-number' };
    case 'choice': {
      const chosen = field.choices.find(({ value }) => String(value) === text);
      return chosen ? { kind: 'value', value: chosen.value } : { kind: 'not-listed' };
    }
    case 'lines':
      return {
        kind: 'value',
        value: text
          .split(/\r?\n/)
          .map((line) => line.trim())
          .filter((line) => line !== ''),
      };
    default:
      return { kind: 'value', value: text };
  }
}
