/** HTML that is safe to send: only {@link html} makes it. */
export interface Html {
  readonly [SAFE]: string;
}

/** What may stand in a template. Text and numbers are escaped; `undefined` and `false` leave nothing. */
export type HtmlValue = Html | string | number | false | undefined | readonly HtmlValue[];

const SAFE = Symbol('safe HTML');

const ESCAPED: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

/**
 * A template of HTML. Every value is escaped, also for attributes in quotes; only what another `html` has made is taken as it is.
 * Not for attributes without quotes, for scripts, styles, or URLs whose scheme a stranger may choose.
 */
export function html(texts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  const parts = texts.map((text, at) => text + (at < values.length ? rendered(values[at]) : ''));
  return { [SAFE]: parts.join('') };
}

/** As text to be sent. */
export function htmlText(made: Html): string {
  return made[SAFE];
}

function rendered(value: HtmlValue): string {
  if (value === undefined || value === false) return '';
  if (typeof value === 'string') return value.replace(/[&<>"'`]/g, (character) => ESCAPED[character] ?? '');
  if (typeof value === 'number') return String(value);
  return isList(value) ? value.map(rendered).join('') : value[SAFE];
}

function isList(value: Html | readonly HtmlValue[]): value is readonly HtmlValue[] {
  return Array.isArray(value);
}
