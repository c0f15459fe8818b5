import type { Json } from '../../contract/json.js';

interface Shown {
  /** Keys from the top of the settings. */
  path: readonly string[];
  title: string;
  help?: string;
  required: boolean;
}

interface Named extends Shown {
  /** Of the form field: `settings.` and the path. */
  name: string;
}

export type TextInput = 'text' | 'url' | 'email';

export interface TextField extends Named {
  kind: 'text';
  input: TextInput;
  initial?: string;
}

/** Never shown again once it was typed. */
export interface SecretField extends Named {
  kind: 'secret';
}

export interface NumberField extends Named {
  kind: 'number';
  initial?: string;
}

export interface CheckboxField extends Named {
  kind: 'checkbox';
  initial: boolean;
}

export interface Choice {
  value: Json;
  label: string;
}

export interface ChoiceField extends Named {
  kind: 'choice';
  choices: readonly Choice[];
  initial?: string;
}

/** A list of texts, one a line. */
export interface LinesField extends Named {
  kind: 'lines';
  initial?: string;
}

export type FormField = TextField | SecretField | NumberField | CheckboxField | ChoiceField | LinesField;

/** Settings that belong together. */
export interface FieldGroup extends Shown {
  kind: 'group';
  members: readonly FormItem[];
}

/** A setting that has one possible value. */
export interface FixedSetting {
  kind: 'fixed';
  path: readonly string[];
  value: Json;
}

/** A setting that no form field can hold: it is named, and whoever runs the connector can write it into its configuration. */
export interface UnshownSetting extends Shown {
  kind: 'unshown';
}

export type FormItem = FormField | FieldGroup | FixedSetting | UnshownSetting;

/** Every field, those of groups too, in the order in which they are shown. */
export function fieldsOf(items: readonly FormItem[]): FormField[] {
  return items.flatMap((item) => {
    if (item.kind === 'group') return fieldsOf(item.members);
    return item.kind === 'fixed' || item.kind === 'unshown' ? [] : [item];
  });
}

/** Settings that the form cannot hold and the adapter cannot do without. */
export function unshownOf(items: readonly FormItem[]): UnshownSetting[] {
  return items.flatMap((item) => {
    if (item.kind === 'group') return unshownOf(item.members);
    return item.kind === 'unshown' ? [item] : [];
  });
}
