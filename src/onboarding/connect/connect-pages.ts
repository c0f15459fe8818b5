import type { IngressResponse } from '../../ingress/http/ingress-request.js';
import { type Html, type HtmlValue, html } from '../html.js';
import { type PageHeaders, page } from '../page.js';
import type { PageLanguage } from '../page-language.js';
import { FORM } from './connect-form.js';
import type { ConnectTexts, Saying } from './connect-texts.js';

/** Whom a page is for. */
export interface Reader {
  language: PageLanguage;
  texts: ConnectTexts;
  headers?: PageHeaders;
}

export interface FormPage {
  status?: number;
  title: string;
  intro: HtmlValue;
  /** Something about the whole form that is not right. */
  notice?: string;
  /** What is not right, and where: the label of the field, or none where it is about no field. */
  errors?: readonly { name?: string; label?: string; words: string }[];
  fields?: Html;
  submit: string;
  /** Under which name the button is sent. */
  submitAs?: string;
  reference?: string;
  claim: string;
  /** Where the browser may be sent after the form. */
  formTargets: readonly string[];
}

/** A form of ours. It is sent to where it is shown; what the browser cannot check as we do is left to us. */
export function formPage(form: FormPage, { language, texts, headers = {} }: Reader): IngressResponse {
  const {
    status = 200,
    title,
    intro,
    notice,
    errors = [],
    fields,
    submit,
    submitAs,
    claim,
    formTargets,
    reference,
  } = form;
  const wrong = errors.length > 0 || notice !== undefined;
  return page({
    status,
    language,
    title: wrong ? `${texts.error}: ${title}` : title,
    formTargets,
    headers,
    body: html`<h1>${title}</h1>
<p class="quiet">${intro}</p>
${wrong && summary(errors, notice, texts)}
<form method="post" action="?lang=${language}" novalidate autocomplete="off">
<input type="hidden" name="${FORM.claim}" value="${claim}">
${fields}
<p class="buttons"><button class="button" type="submit"${submitAs && html` name="${submitAs}" value="1"`}>${submit}</button>
<button class="button plain" type="submit" name="${FORM.cancel}" value="1">${texts.cancel}</button></p>
</form>
${reference && html`<p class="quiet">${texts.reference(reference)}</p>`}`,
  });
}

function summary(errors: NonNullable<FormPage['errors']>, notice: string | undefined, texts: ConnectTexts): Html {
  const lines = errors.map(({ name, label, words }) =>
    name === undefined || label === undefined
      ? html`<li>${words}</li>`
      : html`<li><a href="#${name}">${label}</a>: ${words}</li>`,
  );
  // Where no field is wrong by itself, this is where to begin to read.
  const focused = errors[0]?.name === undefined;
  return html`<div class="summary" role="alert" tabindex="-1"${focused && html` autofocus`}>
<h2>${notice ?? texts.summary(errors.length)}</h2>
${lines.length > 0 && html`<ul>${lines}</ul>`}
</div>`;
}

export interface SayingPage {
  status?: number;
  saying: Saying;
  /** More words, each a paragraph. */
  more?: readonly string[];
  reference?: string;
  /** Of HubSpot. */
  backTo?: string;
  /** To look again. */
  again?: { href: string; label: string };
}

/** A page that asks for nothing. */
export function sayingPage(
  { status, saying, more = [], reference, backTo, again }: SayingPage,
  { language, texts, headers = {} }: Reader,
): IngressResponse {
  return page({
    ...(status === undefined ? {} : { status }),
    language,
    title: saying.title,
    headers,
    body: html`<h1>${saying.title}</h1>
<p>${saying.text}</p>
${more.map((words) => html`<p>${words}</p>`)}
${again && html`<p><a class="button" href="${again.href}">${again.label}</a></p>`}
${backTo && html`<p><a href="${backTo}">${texts.backToHubSpot}</a></p>`}
${reference && html`<p class="quiet">${texts.reference(reference)}</p>`}`,
  });
}
