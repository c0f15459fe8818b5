import type { Address, AddressType } from '../../contract/address.js';
import type { Json } from '../../contract/json.js';
import type { ChannelRuntime } from '../../directory/channels/channel-runtime.js';
import { readAddress } from './account-address.js';
import { type ConnectForm, FORM } from './connect-form.js';
import type { ConnectTexts } from './connect-texts.js';
import { readForm } from './form-values.js';
import { schemaIssues } from './schema-issues.js';

/** Characters of a name in HubSpot. */
const MOST_NAME = 100;

/** A form as it was filled in. */
export interface FilledForm {
  accountName: string;
  /** As a configuration would have them … */
  settings: Json;
  /** … and as the adapter's schema parses them. Absent where it does not. */
  parsed?: unknown;
  /** Where the form asks for it. */
  address?: Address;
  /** What may be shown again. */
  typed: ReadonlyMap<string, string>;
  /** In words, by the name of the field. None: everything fits. */
  errors: ReadonlyMap<string, string>;
}

/** Reads a form and checks all of it, so that everything that is wrong is said at once. */
export function filledForm(
  { definition }: Pick<ChannelRuntime, 'definition'>,
  form: ConnectForm,
  fields: URLSearchParams,
  texts: ConnectTexts,
): FilledForm {
  const { settings, typed, problems } = readForm(form.items, fields);
  const result = definition.accountSettings.safeParse(settings);
  // What the form says of a field is simpler than what the schema says.
  const all = new Map([...schemaIssues(result.error?.issues ?? [], form.items, settings), ...problems]);
  const accountName = nameIn(fields);
  if (accountName.length > MOST_NAME) all.set(FORM.accountName, { kind: 'too-long' });
  const errors = new Map([...all].map(([name, problem]) => [name, texts.problem(problem)]));
  const asked = form.typedAddress.length > 0 ? typedAddress(form.typedAddress, fields, texts) : undefined;
  if (asked && !asked.ok) errors.set(FORM.addressValue, asked.error);
  return {
    accountName,
    settings,
    ...(result.success ? { parsed: result.data } : {}),
    ...(asked?.ok ? { address: asked.address } : {}),
    typed: new Map([...typed, ...addressFields(fields), [FORM.accountName, accountName]]),
    errors,
  };
}

export type TypedAddress = { ok: true; address: Address } | { ok: false; error: string };

/** An address that was typed, or what is wrong with it in words. */
export function typedAddress(
  types: readonly AddressType[],
  fields: URLSearchParams,
  texts: ConnectTexts,
): TypedAddress {
  const type = types.find((each) => each === fields.get(FORM.addressType)) ?? types[0];
  if (type === undefined) return { ok: false, error: texts.addressProblems.missing };
  const read = readAddress(type, fields.get(FORM.addressValue) ?? '');
  return read.ok ? read : { ok: false, error: texts.addressProblems[read.problem] };
}

export function addressFields(fields: URLSearchParams): Map<string, string> {
  return new Map([FORM.addressType, FORM.addressValue].map((name) => [name, fields.get(name) ?? '']));
}

/** One line. */
function nameIn(fields: URLSearchParams): string {
  return (fields.get(FORM.accountName) ?? '').replace(/[\s\p{Cc}]+/gu, ' ').trim();
}
