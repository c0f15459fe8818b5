import type { z } from 'zod';
import type { Json } from '../../contract/json.js';
import { type SettingsSchema, settingsSchema } from '../../contract/settings-schema.js';
import type { PageLanguage } from '../page-language.js';
import type { Choice, FormItem, TextInput } from './form-field.js';

/** A settings schema with what authors say for people, by `.meta({ title, description, ja: { title, description }, operatorOnly })`. */
interface FormSchema extends SettingsSchema {
  title?: string;
  description?: string;
  ja?: { title?: string; description?: string };
  operatorOnly?: boolean;
  default?: unknown;
  const?: unknown;
  enum?: unknown[];
  format?: string;
  required?: string[];
}

interface Place {
  root: FormSchema;
  path: readonly string[];
  required: boolean;
  language: PageLanguage;
}

const MOST_DEPTH = 4;

/** The form of an adapter's account settings. A setting that cannot be asked for in a form is in it by name only. */
export function formOfSchema(schema: z.ZodType, language: PageLanguage): FormItem[] {
  const root = settingsSchema(schema) as FormSchema;
  if (root.type !== 'object') return [unshown(root, { root, path: [], required: true, language })];
  return membersOf(root, { root, path: [], required: true, language });
}

function membersOf(node: FormSchema, place: Place): FormItem[] {
  return Object.entries(node.properties ?? {}).map(([key, member]) =>
    itemOf(member as FormSchema, {
      ...place,
      path: [...place.path, key],
      required: node.required?.includes(key) ?? false,
    }),
  );
}

function itemOf(given: FormSchema, place: Place): FormItem {
  const node = plain(given, place.root);
  const { path, required } = place;
  if (node.operatorOnly === true) return unshown(node, place);
  if (node.const !== undefined)
    return required ? { kind: 'fixed', path, value: node.const as Json } : unshown(node, place);
  const shown = { ...wordsOf(node, place), path, required, name: `settings.${path.join('.')}` };
  if (node.secret === true) return { ...shown, kind: 'secret' };
  const choices = choicesOf(node);
  if (choices) return { ...shown, kind: 'choice', choices, ...initialOf(node) };
  switch (node.type) {
    case 'string':
      return { ...shown, kind: 'text', input: inputOf(node), ...initialOf(node) };
    case 'number':
    case 'integer':
      return { ...shown, kind: 'number', ...initialOf(node) };
    case 'boolean':
      return booleanOf(node, shown);
    case 'object':
      return groupOf(node, place);
    case 'array':
      return listOf(node, place, shown);
    default:
      return unshown(node, place);
  }
}

type ShownHere = ReturnType<typeof wordsOf> & { path: readonly string[]; required: boolean; name: string };

/** Where neither has to be said there are three answers: yes, no, and none. */
function booleanOf(node: FormSchema, shown: ShownHere): FormItem {
  if (typeof node.default === 'boolean') return { ...shown, kind: 'checkbox', initial: node.default };
  if (shown.required) return { ...shown, kind: 'checkbox', initial: false };
  const choices = [
    { value: true, label: 'yes' },
    { value: false, label: 'no' },
  ];
  return { ...shown, kind: 'choice', choices };
}

function groupOf(node: FormSchema, place: Place): FormItem {
  const isRecord = node.properties === undefined || place.path.length > MOST_DEPTH;
  if (isRecord) return unshown(node, place);
  const { path, required } = place;
  return { kind: 'group', ...wordsOf(node, place), path, required, members: membersOf(node, place) };
}

function listOf(node: FormSchema, place: Place, shown: ShownHere): FormItem {
  const item = plain((node.items ?? {}) as FormSchema, place.root);
  if (item.type !== 'string' || item.secret === true) return unshown(node, place);
  const initial = Array.isArray(node.default) ? { initial: node.default.join('\n') } : {};
  return { ...shown, kind: 'lines', ...initial };
}

function unshown(node: FormSchema, place: Place): FormItem {
  return { kind: 'unshown', ...wordsOf(node, place), path: place.path, required: place.required };
}

/** What a reference leads to, and the one thing that something optional is beside `null`. */
function plain(node: FormSchema, root: FormSchema): FormSchema {
  if (node.secret === true) return node;
  const target = node.$ref === undefined ? undefined : root.$defs?.[node.$ref.replace('#/$defs/', '')];
  if (target) return { ...(target as FormSchema), ...withoutRef(node) };
  const some = (node.anyOf ?? []).filter((each) => each.type !== 'null');
  const [only] = some;
  if (some.length === 1 && only) return { ...(only as FormSchema), ...withoutChoice(node) };
  const type: unknown = node.type;
  return Array.isArray(type) ? { ...node, type: type.find((each) => each !== 'null') as string } : node;
}

function withoutRef({ $ref: _, ...node }: FormSchema): FormSchema {
  return node;
}

function withoutChoice({ anyOf: _, ...node }: FormSchema): FormSchema {
  return node;
}

function choicesOf({ enum: listed, anyOf, oneOf }: FormSchema): Choice[] | undefined {
  const values = listed ?? (anyOf ?? oneOf)?.map((each) => (each as FormSchema).const);
  if (values === undefined || values.length === 0) return undefined;
  if (!values.every((value) => typeof value === 'string' || typeof value === 'number')) return undefined;
  return values.map((value) => ({ value, label: String(value) }));
}

function inputOf({ format }: FormSchema): TextInput {
  if (format === 'uri') return 'url';
  return format === 'email' ? 'email' : 'text';
}

function initialOf(node: FormSchema): { initial?: string } {
  const value = node.default;
  return typeof value === 'string' || typeof value === 'number' ? { initial: String(value) } : {};
}

function wordsOf({ title, description, ja }: FormSchema, { path, language }: Place): { title: string; help?: string } {
  const own = language === 'ja' ? ja : undefined;
  const help = own?.description ?? description;
  return { title: own?.title ?? title ?? humanised(path.at(-1) ?? ''), ...(help === undefined ? {} : { help }) };
}

/** `accountSid` → `Account sid` */
function humanised(key: string): string {
  const words = key
    .replace(/[_-]+/g, ' ')
    .replace(/([a-z\d])([A-Z])/g, (_, end: string, begin: string) => `${end} ${begin.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}
