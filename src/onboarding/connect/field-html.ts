import { type Html, type HtmlValue, html } from '../html.js';
import type { ConnectTexts } from './connect-texts.js';
import type { FieldGroup, FormField, FormItem } from './form-field.js';

/** How a form is shown: what was typed before, and what is wrong with it. */
export interface Shown {
  texts: ConnectTexts;
  /** Absent: the form is shown for the first time. */
  typed?: ReadonlyMap<string, string>;
  /** In words, by the name of the field. */
  errors: ReadonlyMap<string, string>;
  /** What is shown belongs to a group that may be left out. */
  leavable?: boolean;
}

export function itemsHtml(items: readonly FormItem[], shown: Shown): Html[] {
  return items.map((item) => itemHtml(item, shown));
}

function itemHtml(item: FormItem, shown: Shown): Html {
  if (item.kind === 'fixed') return html``;
  if (item.kind === 'group') return groupHtml(item, shown);
  if (item.kind === 'unshown') return html`<p class="quiet">${shown.texts.elsewhere(item.title)}</p>`;
  if (item.kind === 'checkbox') return checkboxHtml(item, shown);
  const helped = withHelp(item, shown);
  return labelledHtml(helped, shown, inputHtml(helped, shown));
}

function groupHtml({ title, help, members, required }: FieldGroup, shown: Shown): Html {
  const inside = { ...shown, leavable: shown.leavable === true || !required };
  const optional = !required && html` <span class="quiet">(${shown.texts.optional})</span>`;
  return html`<fieldset><legend>${title}${optional}</legend>${help && html`<p class="help">${help}</p>`}${itemsHtml(members, inside)}</fieldset>`;
}

/** With what its kind has to say of it, beside what its author says. */
function withHelp<Field extends Labelled>(field: Field, { texts, typed }: Shown): Field {
  const more =
    field.kind === 'lines' ? texts.onePerLine : field.kind === 'secret' && typed ? texts.typeAgain : undefined;
  if (more === undefined) return field;
  return { ...field, help: field.help === undefined ? more : `${field.help} ${more}` };
}

/** A field with its label, its help and its error, each tied to it for those who cannot see where they stand. */
export function labelledHtml(
  field: { name: string; title: string; help?: string; required: boolean },
  { texts, errors, leavable }: Shown,
  input: Html,
): Html {
  const { name, title, help, required } = field;
  return html`<div class="field">
<label for="${name}">${title}${!required && !leavable && html` <span class="quiet">(${texts.optional})</span>`}</label>
${help && html`<p class="help" id="${name}-help">${help}</p>`}
${errorHtml(name, errors, texts)}
${input}
</div>`;
}

function errorHtml(name: string, errors: Shown['errors'], texts: ConnectTexts): HtmlValue {
  const error = errors.get(name);
  return error !== undefined && html`<p class="error" id="${name}-error">${texts.error}: ${error}</p>`;
}

/** What ties an input to its help and its error. The first one with an error is where the browser goes. */
export function tiesHtml(name: string, help: string | undefined, { errors }: Shown): Html {
  const wrong = errors.has(name);
  const ties = [help !== undefined && `${name}-help`, wrong && `${name}-error`].filter((tie) => tie !== false);
  const [first] = errors.keys();
  return html`${ties.length > 0 && html` aria-describedby="${ties.join(' ')}"`}${wrong && html` aria-invalid="true"`}${first === name && html` autofocus`}`;
}

type Labelled = Exclude<FormField, { kind: 'checkbox' }>;

function inputHtml(field: Labelled, shown: Shown): Html {
  const { name, help, required } = field;
  const ties = html`${tiesHtml(name, help, shown)}${required && !shown.leavable && html` required`}`;
  const plain = html`autocomplete="off" autocapitalize="none" spellcheck="false"`;
  if (field.kind === 'secret') {
    return html`<input id="${name}" name="${name}" type="password" ${plain}${ties}>`;
  }
  const value = shown.typed?.get(name) ?? field.initial ?? '';
  switch (field.kind) {
    case 'choice':
      return choiceHtml(field, value, ties, shown.texts);
    case 'lines':
      return html`<textarea id="${name}" name="${name}" rows="3" ${plain}${ties}>
${value}</textarea>`;
    case 'number':
      return html`<input id="${name}" name="${name}" type="text" inputmode="decimal" value="${value}" ${plain}${ties}>`;
    case 'text':
      return html`<input id="${name}" name="${name}" type="${field.input}" value="${value}" ${plain}${ties}>`;
  }
}

function choiceHtml(
  { name, choices, initial, required }: FormField & { kind: 'choice' },
  value: string,
  ties: Html,
  texts: ConnectTexts,
): Html {
  const empty = initial === undefined && html`<option value="">${required ? '' : texts.unanswered}</option>`;
  const options = choices.map((choice) => {
    const own = String(choice.value);
    const label = choice.value === true ? texts.yes : choice.value === false ? texts.no : choice.label;
    return html`<option value="${own}"${own === value && html` selected`}>${label}</option>`;
  });
  return html`<select id="${name}" name="${name}"${ties}>${empty}${options}</select>`;
}

function checkboxHtml({ name, title, help, initial }: FormField & { kind: 'checkbox' }, shown: Shown): Html {
  const checked = shown.typed ? shown.typed.get(name) !== '' : initial;
  return html`<div class="field check">
<input id="${name}" name="${name}" type="checkbox" value="on"${checked && html` checked`}${tiesHtml(name, help, shown)}>
<label for="${name}">${title}</label>
${help && html`<p class="help" id="${name}-help">${help}</p>`}
${errorHtml(name, shown.errors, shown.texts)}
</div>`;
}
