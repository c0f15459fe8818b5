import type { Address, AddressType } from '../../contract/address.js';
import type { ChannelRuntime } from '../../directory/channels/channel-runtime.js';
import { type Html, html } from '../html.js';
import type { PageLanguage } from '../page-language.js';
import type { ConnectTexts } from './connect-texts.js';
import { itemsHtml, labelledHtml, type Shown, tiesHtml } from './field-html.js';
import { type FormItem, fieldsOf } from './form-field.js';
import { formOfSchema } from './form-of-schema.js';

/** Names of form fields beside the settings. */
export const FORM = {
  claim: 'form',
  accountName: 'accountName',
  addressType: 'addressType',
  addressValue: 'addressValue',
  choice: 'choice',
  cancel: 'cancel',
  signIn: 'signIn',
} as const;

/** What a channel's connect form asks for. */
export interface ConnectForm {
  items: readonly FormItem[];
  /** Kinds of address that may be typed; empty: the provider is asked for the address. */
  typedAddress: readonly AddressType[];
}

/** The address is asked for where nobody else can say it. */
export function connectForm({ definition, adapter }: ChannelRuntime, language: PageLanguage): ConnectForm {
  const items = formOfSchema(definition.accountSettings, language);
  return { items, typedAddress: adapter.validateAccount ? [] : addressTypes({ definition }) };
}

/** Kinds of address an account of this channel may have. */
export function addressTypes({ definition }: Pick<ChannelRuntime, 'definition'>): AddressType[] {
  const types = definition.capabilities.hubspot.deliveryIdentifierTypes as AddressType[];
  return types.length > 0 ? [...types] : ['CHANNEL_SPECIFIC_OPAQUE_ID'];
}

/** The errors in the order of the fields: a browser goes to the first. */
export function inOrder(form: ConnectForm, errors: ReadonlyMap<string, string>): Map<string, string> {
  const names = [
    FORM.accountName,
    FORM.addressType,
    FORM.addressValue,
    ...fieldsOf(form.items).map(({ name }) => name),
  ];
  const known = names.flatMap((name) => (errors.has(name) ? [[name, errors.get(name) ?? ''] as const] : []));
  const others = [...errors].filter(([name]) => !names.includes(name));
  return new Map([...others, ...known]);
}

/** Title of a field, for the summary of errors. */
export function titleOf(form: ConnectForm, name: string, texts: ConnectTexts): string | undefined {
  if (name === FORM.accountName) return texts.nameTitle;
  if (name === FORM.addressValue) return texts.addressTitle;
  if (name === FORM.addressType) return texts.addressTypeTitle;
  return fieldsOf(form.items).find((field) => field.name === name)?.title;
}

export function fieldsHtml(form: ConnectForm, shown: Shown): Html {
  const { texts } = shown;
  const name = { name: FORM.accountName, title: texts.nameTitle, help: texts.nameHelp, required: false };
  const input = textInput(name, shown, html`maxlength="100"`);
  return html`${labelledHtml(name, shown, input)}
${form.typedAddress.length > 0 && addressHtml(form.typedAddress, shown)}
${form.items.length > 0 && html`<fieldset><legend>${texts.settingsTitle}</legend>${itemsHtml(form.items, shown)}</fieldset>`}`;
}

/** An address to be typed; of which kind is asked only where there are several. */
export function addressHtml(types: readonly AddressType[], shown: Shown): Html {
  const { texts, typed } = shown;
  const value = { name: FORM.addressValue, title: texts.addressTitle, help: texts.addressHelp, required: true };
  const typeField = { name: FORM.addressType, title: texts.addressTypeTitle, required: true };
  const options = types.map(
    (type) =>
      html`<option value="${type}"${typed?.get(FORM.addressType) === type && html` selected`}>${texts.addressTypes[type]}</option>`,
  );
  const select = html`<select id="${FORM.addressType}" name="${FORM.addressType}"${tiesHtml(FORM.addressType, undefined, shown)}>${options}</select>`;
  return html`${types.length > 1 && labelledHtml(typeField, shown, select)}${labelledHtml(value, shown, textInput(value, shown, html`required`))}`;
}

/** One of several addresses. */
export function choiceHtml(candidates: readonly Address[], { texts }: Shown): Html {
  const radios = candidates.map(
    ({ type, value }, at) => html`<div class="field check">
<input id="choice-${at}" name="${FORM.choice}" type="radio" value="${at}" required${at === 0 && html` checked`}>
<label for="choice-${at}">${value} <span class="quiet">(${texts.addressTypes[type]})</span></label>
</div>`,
  );
  return html`<fieldset><legend>${texts.chooseText}</legend>${radios}</fieldset>`;
}

function textInput({ name, help }: { name: string; help?: string }, shown: Shown, more: Html): Html {
  const value = shown.typed?.get(name) ?? '';
  return html`<input id="${name}" name="${name}" type="text" value="${value}" autocomplete="off" ${more}${tiesHtml(name, help, shown)}>`;
}
