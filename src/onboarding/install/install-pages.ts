import { clip } from '../../adapter/clip.js';
import type { IngressResponse } from '../../ingress/http/ingress-request.js';
import { type Html, html } from '../html.js';
import { page } from '../page.js';
import type { PageLanguage } from '../page-language.js';
import type { InstallOutcome } from './install-outcome.js';
import type { InstallTexts, PageText } from './install-texts.js';
import { textsIn } from './texts-in.js';

/** What an install page is about. */
export interface InstallPlace {
  language: PageLanguage;
  /** Where HubSpot's own pages are. */
  appBaseUrl: string;
  /** Where to begin again. */
  installUrl: string;
}

/** After so long the page of an install that is not at work yet is loaded again, s. */
const AGAIN_S = 5;

/** Of what HubSpot says, so much is shown. */
const LONGEST_WORDS = 300;

/** What came of an install. While the portal is not at work, the page asks again by itself. */
export function outcomePage(outcome: InstallOutcome, place: InstallPlace): IngressResponse {
  const { language } = place;
  const texts = textsIn(language);
  const { status, text, more } = said(outcome, texts, place);
  const waits = outcome.kind === 'installed' && !outcome.known;
  const headers = waits ? { refresh: String(AGAIN_S) } : {};
  return page({ status, language, headers, title: text.title, body: html`${words(text)}${more}` });
}

type Installed = InstallOutcome & { kind: 'installed' };

/** Where to go on by itself. Not before the portal is at work: the connect page would have the app installed once more. */
export function nextPage(outcome: InstallOutcome): string | undefined {
  if (outcome.kind !== 'installed') return undefined;
  const { known, missingScopes, returnTo } = outcome;
  return known && missingScopes.length === 0 ? returnTo : undefined;
}

const REFUSALS = {
  unknownApp: { status: 404, headers: {} },
  appElsewhere: { status: 503, headers: { 'retry-after': '5', refresh: String(AGAIN_S) } },
  wrongMethod: { status: 405, headers: { allow: 'GET' } },
  tooLong: { status: 414, headers: {} },
} as const satisfies Partial<Record<keyof InstallTexts, unknown>>;

/** The answer to a request that is about no install at all. */
export function refusalPage(kind: keyof typeof REFUSALS, language: PageLanguage): IngressResponse {
  const text = textsIn(language)[kind];
  const { status, headers } = REFUSALS[kind];
  return page({ status, language, headers, title: text.title, body: words(text) });
}

interface Said {
  status: number;
  text: PageText;
  /** Below the words. */
  more: Html;
}

function said(outcome: InstallOutcome, texts: InstallTexts, place: InstallPlace): Said {
  const again = button(place.installUrl, texts.again);
  switch (outcome.kind) {
    case 'installed':
      return installed(outcome, texts, place);
    case 'stale':
      return { status: 400, text: texts.stale, more: again };
    case 'declined':
      return { status: 400, text: texts.declined, more: html`${quoted(outcome.description, texts)}${again}` };
    case 'code-refused':
      return { status: 400, text: texts.codeRefused, more: again };
    case 'other-portal':
      return { status: 409, text: texts.otherPortal(outcome.asked, outcome.chosen), more: again };
    case 'misconfigured':
      return { status: 502, text: texts.misconfigured, more: html`` };
    case 'unavailable':
      return { status: 503, text: texts.unavailable, more: again };
  }
}

function installed(
  { portalId, missingScopes, known }: Installed,
  texts: InstallTexts,
  { appBaseUrl, installUrl }: InstallPlace,
): Said {
  if (missingScopes.length > 0) {
    const list = html`<ul>${missingScopes.map((scope) => html`<li><code>${scope}</code></li>`)}</ul>`;
    return { status: 200, text: texts.missingScopes(portalId), more: html`${list}${button(installUrl, texts.again)}` };
  }
  const settings = `${appBaseUrl}/live-messages-settings/${encodeURIComponent(portalId)}`;
  const text = known ? texts.installed(portalId) : texts.accepted(portalId);
  return { status: 200, text, more: button(settings, texts.next) };
}

function words({ title, lines }: PageText): Html {
  return html`<h1>${title}</h1>${lines.map((line) => html`<p>${line}</p>`)}`;
}

function quoted(description: string, { said }: InstallTexts): Html {
  const shown = clip(description.replace(/\s+/g, ' ').trim(), LONGEST_WORDS);
  return shown === '' ? html`` : html`<p class="quiet">${said} ${shown}</p>`;
}

/** @param url ours, or made of the configuration */
function button(url: string, label: string): Html {
  return html`<p><a class="button" href="${url}">${label}</a></p>`;
}
